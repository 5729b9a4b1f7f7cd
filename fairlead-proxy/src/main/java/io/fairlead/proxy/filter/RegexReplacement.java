package io.fairlead.proxy.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.fairlead.proxy.observe.ByteScratch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The replacement of every match of a pattern, exactly as {@code RE2::GlobalReplace} does it: matches are looked for from left
 * to right, and an empty match right behind the last one does not count. Immutable; any thread.
 *
 * <p>Bytes that are not UTF-8 are matched one by one as U+FFFD, and kept.
 */
final class RegexReplacement {
    private final Pattern pattern;
    /** Literals at even places; between them the numbers of groups, each as one byte. */
    private final List<byte[]> substitution;

    /**
     * Compiles a replacement.
     *
     * @param substitution {@code \0} to {@code \9} stand for groups, {@code \\} for a backslash; a group that the pattern lacks
     *     is empty, and any other backslash stands for itself
     */
    RegexReplacement(String pattern, String substitution) {
        this.pattern = Pattern.compile(pattern);
        this.substitution = parse(substitution);
    }

    private static List<byte[]> parse(String substitution) {
        List<byte[]> parts = new ArrayList<>();
        ByteArrayOutputStream literal = new ByteArrayOutputStream();
        byte[] bytes = substitution.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            byte next = i + 1 < bytes.length ? bytes[i + 1] : 0;
            if (bytes[i] == '\\' && next >= '0' && next <= '9') {
                parts.add(literal.toByteArray());
                literal.reset();
                parts.add(new byte[] {(byte) (next - '0')});
                i++;
            } else {
                literal.write(bytes[i]);
                if (bytes[i] == '\\' && next == '\\') {
                    i++;
                }
            }
        }
        parts.add(literal.toByteArray());
        return List.copyOf(parts);
    }

    /** Adds {@code bytes[from..to]} to {@code out}, with every match replaced. */
    void append(byte[] bytes, int from, int to, ByteScratch out) {
        byte[] text = Arrays.copyOfRange(bytes, from, to);
        Matcher matcher = pattern.matcher(text);
        int at = 0;
        int lastEnd = -1;
        while (at <= text.length && matcher.find(at)) {
            out.append(text, at, matcher.start());
            if (matcher.start() == lastEnd && matcher.end() == lastEnd) {
                int next = Math.min(text.length, at + characterLength(text, at));
                out.append(text, at, next);
                at = next == at ? at + 1 : next;
            } else {
                appendSubstitution(matcher, text, out);
                at = matcher.end();
                lastEnd = at;
            }
        }
        if (at < text.length) {
            out.append(text, at, text.length);
        }
    }

    private void appendSubstitution(Matcher matcher, byte[] text, ByteScratch out) {
        for (int i = 0; i < substitution.size(); i++) {
            byte[] part = substitution.get(i);
            if (i % 2 == 0) {
                out.append(part);
            } else if (part[0] <= matcher.groupCount() && matcher.start(part[0]) >= 0) {
                out.append(text, matcher.start(part[0]), matcher.end(part[0]));
            }
        }
    }

    /** How many bytes the UTF-8 character at {@code at} has; 1 if there is none. */
    private static int characterLength(byte[] text, int at) {
        if (at >= text.length) {
            return 1;
        }
        int lead = text[at] & 0xFF;
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        for (int i = 1; i < length; i++) {
            if (at + i >= text.length || (text[at + i] & 0xC0) != 0x80) {
                return 1;
            }
        }
        return length;
    }
}
