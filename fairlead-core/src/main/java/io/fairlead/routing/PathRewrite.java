package io.fairlead.routing;

/** How the path (never the query) changes on its way to the upstream. */
public sealed interface PathRewrite {
    /**
     * Replaces the part that the route's {@link PathMatcher} matched: the prefix of a prefix match, the whole path of an
     * exact or regex match.
     */
    record Prefix(String replacement) implements PathRewrite {}

    /**
     * Replaces every match of an RE2 pattern in the path.
     *
     * @param substitution with {@code \0} to {@code \9} for groups and {@code \\} for a backslash
     */
    record Regex(String pattern, String substitution) implements PathRewrite {}
}
