package io.fairlead.routing;

/** A test of a request's normalised path without its query. Source: Envoy {@code RouteMatch}, Istio {@code HTTPMatchRequest.uri}. */
public sealed interface PathMatcher {
    /** Matches every path. */
    PathMatcher ANY = new Prefix("/", false);

    /** The whole path. {@code ignoreCase} folds ASCII letters. */
    record Exact(String path, boolean ignoreCase) implements PathMatcher {}

    /** How the path begins, as text: there is no boundary at a slash. {@code ignoreCase} folds ASCII letters. */
    record Prefix(String prefix, boolean ignoreCase) implements PathMatcher {}

    /** An RE2 pattern that must match the whole path, always case-sensitive. */
    record Regex(String pattern) implements PathMatcher {}
}
