package io.fairlead.routing.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** An RE2 pattern that is matched against whole byte strings in UTF-8. Immutable; any thread may ask. */
public final class BytePattern {
    private final Pattern pattern;

    private BytePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Makes a pattern ready.
     *
     * @throws IllegalArgumentException if it is not RE2; the message says why
     */
    public static BytePattern compile(String pattern) {
        try {
            return new BytePattern(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not an RE2 pattern: '" + pattern + "': " + e.getMessage(), e);
        }
    }

    /** Whether the pattern matches all of {@code from..to}. Bytes that are not UTF-8 match nothing, as in RE2. */
    public boolean matches(byte[] bytes, int from, int to) {
        try {
            return pattern.matches(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString());
        } catch (CharacterCodingException e) {
            // Not UTF-8: no pattern matches it.
            return false;
        }
    }
}
