package io.fairlead.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A header value with commands to fill in, in Envoy's format: {@code %REQ(x-user)%}, {@code %DOWNSTREAM_REMOTE_ADDRESS%};
 * {@code %%} stands for a percent sign. Source: Envoy, "Custom request/response headers".
 */
public record HeaderFormat(List<Segment> segments) {
    /** A part of a format. */
    public sealed interface Segment {
        /** Text that stands as it is. */
        record Literal(String text) implements Segment {}

        /**
         * A command.
         *
         * @param name for example {@code REQ}
         * @param argument what stands in the parentheses, null if there are none
         * @param maxLength how many characters of the value are used at most, -1 for all
         */
        record Command(String name, @Nullable String argument, int maxLength) implements Segment {}
    }

    public HeaderFormat {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a format.
     *
     * @throws IllegalArgumentException if a percent sign is neither doubled nor part of a command; the message says where
     */
    public static HeaderFormat parse(String format) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at);
            if (c != '%') {
                literal.append(c);
                at++;
            } else if (format.startsWith("%%", at)) {
                literal.append('%');
                at += 2;
            } else {
                if (literal.length() > 0) {
                    segments.add(new Segment.Literal(literal.toString()));
                    literal.setLength(0);
                }
                at = command(format, at, segments);
            }
        }
        if (literal.length() > 0) {
            segments.add(new Segment.Literal(literal.toString()));
        }
        return new HeaderFormat(segments);
    }

    private static int command(String format, int start, List<Segment> segments) {
        int at = start + 1;
        while (at < format.length() && isNameCharacter(format.charAt(at))) {
            at++;
        }
        String name = format.substring(start + 1, at);
        String argument = null;
        if (at < format.length() && format.charAt(at) == '(') {
            int close = format.indexOf(')', at);
            if (close < 0) {
                throw unterminated(format, start);
            }
            argument = format.substring(at + 1, close);
            at = close + 1;
        }
        int maxLength = -1;
        if (at < format.length() && format.charAt(at) == ':') {
            int digits = at + 1;
            at = digits;
            while (at < format.length() && Character.isDigit(format.charAt(at)) && at - digits < 6) {
                at++;
            }
            maxLength = at == digits ? -1 : Integer.parseInt(format.substring(digits, at));
        }
        if (name.isEmpty() || at >= format.length() || format.charAt(at) != '%') {
            throw unterminated(format, start);
        }
        segments.add(new Segment.Command(name, argument, maxLength));
        return at + 1;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private static IllegalArgumentException unterminated(String format, int at) {
        return new IllegalArgumentException("'%' at character " + (at + 1) + " of '" + format
                + "' starts no command like %REQ(name)%; write %% for a percent sign");
    }
}
