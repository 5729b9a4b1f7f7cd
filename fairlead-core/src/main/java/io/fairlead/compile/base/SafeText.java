package io.fairlead.compile.base;

/**
 * What may stand in a request line or header. Istio does not check the texts that it passes on to Envoy here, and a line
 * break in one of them would let a configuration forge whole messages.
 */
public final class SafeText {
    private SafeText() {}

    /** Whether the text has neither blanks nor control characters, as a path or authority must not. */
    public static boolean isTarget(String text) {
        return text.chars().allMatch(c -> c > ' ' && c != 0x7f);
    }

    /** Whether the text has no control characters, as the value of a header must not. */
    public static boolean isHeaderValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c != 0x7f);
    }

    /** Whether the text is a token of RFC 9110, as the name of a header must be. */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
