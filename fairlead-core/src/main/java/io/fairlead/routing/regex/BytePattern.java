package io.fairlead.routing.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An RE2 pattern that is matched against whole byte strings in UTF-8. Immutable; any thread may ask.
 *
 * <p>Most patterns become a table with one step for each byte, which allocates nothing ({@link #isTable()}). RE2/J matches
 * the rest: word boundaries, anchors of lines, Unicode classes, quotations, case folding beyond ASCII, and patterns whose
 * table would be too large. Bytes that are not UTF-8 match nothing, as in RE2.
 */
public final class BytePattern {
    /** Null if, and only if, there is a table. */
    private final @Nullable Pattern re2;

    private final @Nullable ByteDfa table;
    private final PatternLiterals literals;

    private BytePattern(@Nullable Pattern re2, @Nullable ByteDfa table, PatternLiterals literals) {
        this.re2 = re2;
        this.table = table;
        this.literals = literals;
    }

    /**
     * Makes a pattern ready.
     *
     * @throws IllegalArgumentException if it is not RE2; the message says why
     */
    public static BytePattern compile(String pattern) {
        Pattern re2 = re2(pattern);
        PatternLiterals literals = PatternLiterals.NONE;
        try {
            RegexParser.Parsed parsed = RegexParser.parse(pattern);
            literals = PatternLiterals.of(parsed);
            return new BytePattern(null, ByteDfa.of(ByteNfa.of(parsed.node())), literals);
        } catch (UnsupportedPatternException e) {
            // RE2/J takes over.
            return new BytePattern(re2, null, literals);
        }
    }

    private static Pattern re2(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("not an RE2 pattern: '" + pattern + "': " + e.getMessage(), e);
        }
    }

    /** Whether the pattern matches all of {@code from..to}. */
    public boolean matches(byte[] bytes, int from, int to) {
        if (table != null) {
            return table.matches(bytes, from, to);
        }
        return re2 != null && matches(re2, bytes, from, to);
    }

    /** Whether matching allocates nothing. */
    public boolean isTable() {
        return table != null;
    }

    /** What every matching text must hold. */
    public PatternLiterals literals() {
        return literals;
    }

    private static boolean matches(Pattern pattern, byte[] bytes, int from, int to) {
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
