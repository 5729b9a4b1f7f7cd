package io.fairlead.routing;

/**
 * A test of one string: a header value, a query parameter's value, the method, scheme or authority. Source: Istio
 * {@code StringMatch}, Envoy {@code StringMatcher}.
 */
public sealed interface StringMatcher {
    /** The whole value, case-sensitive; may be empty. */
    record Exact(String value) implements StringMatcher {}

    /** How the value begins, case-sensitive; not empty. */
    record Prefix(String value) implements StringMatcher {}

    /** An RE2 pattern that must match the whole value. */
    record Regex(String pattern) implements StringMatcher {}

    /** Any value, also an empty one, as long as there is one. */
    record Present() implements StringMatcher {}
}
