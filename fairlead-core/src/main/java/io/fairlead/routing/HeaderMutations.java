package io.fairlead.routing;

/** The header changes of one level (a route, or one weighted destination), for both directions. */
public record HeaderMutations(HeaderMutation request, HeaderMutation response) {
    /** Changes nothing. */
    public static final HeaderMutations NONE = new HeaderMutations(HeaderMutation.NONE, HeaderMutation.NONE);
}
