package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * Changes to a request before it is forwarded.
 *
 * @param uri replaces the matched prefix, or the whole path; "" keeps it
 * @param authority replaces the host; "" keeps it
 * @param uriRegexRewrite replaces every match in the path; excludes {@code uri}
 */
public record HttpRewrite(
        String uri, String authority, @Nullable RegexRewrite uriRegexRewrite) {
    /**
     * A replacement by expression.
     *
     * @param match RE2
     * @param rewrite may refer to groups as {@code \1}
     */
    public record RegexRewrite(String match, String rewrite) {}
}
