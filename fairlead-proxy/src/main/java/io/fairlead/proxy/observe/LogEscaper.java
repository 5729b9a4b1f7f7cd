package io.fairlead.proxy.observe;

/**
 * Makes values from outside harmless in a log line, so that no request can end the line, end a quoted field, or forge one. In
 * text, everything but printable ASCII, and the quote and the backslash, becomes {@code \xHH}. In JSON, what JSON wants escaped
 * is, other UTF-8 stays, and bytes that are not UTF-8 become {@code \ufffd}. Used again; not thread-safe.
 */
final class LogEscaper {
    private static final char[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final ByteScratch spare = new ByteScratch();

    /** Escapes what {@code line} holds from {@code start} on, for text. */
    void text(ByteScratch line, int start) {
        int plain = plainEnd(line, start);
        int end = line.size();
        if (plain == end) {
            return;
        }
        moveToSpare(line, plain);
        for (int i = 0; i < end - plain; i++) {
            int b = spare.array()[i] & 0xFF;
            if (isPlain(b)) {
                line.append(b);
            } else {
                line.append('\\');
                line.append('x');
                appendHex(b, line);
            }
        }
    }

    /** Escapes what {@code line} holds from {@code start} on, for the inside of a JSON string. */
    void json(ByteScratch line, int start) {
        int plain = plainEnd(line, start);
        int end = line.size();
        if (plain == end) {
            return;
        }
        moveToSpare(line, plain);
        int i = 0;
        while (i < spare.size()) {
            int b = spare.array()[i] & 0xFF;
            if (b < 0x80) {
                appendJson(b, line);
                i++;
            } else {
                int length = utf8Length(spare.array(), i, spare.size());
                if (length == 0) {
                    line.append("\\ufffd");
                    i++;
                } else {
                    line.append(spare.array(), i, i + length);
                    i += length;
                }
            }
        }
    }

    private void moveToSpare(ByteScratch line, int from) {
        spare.clear();
        spare.append(line.array(), from, line.size());
        line.truncate(from);
    }

    private static int plainEnd(ByteScratch line, int start) {
        byte[] bytes = line.array();
        int i = start;
        while (i < line.size() && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(int b) {
        return b >= ' ' && b < 0x7F && b != '"' && b != '\\';
    }

    private static void appendJson(int b, ByteScratch line) {
        switch (b) {
            case '"', '\\' -> {
                line.append('\\');
                line.append(b);
            }
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (isPlain(b)) {
                    line.append(b);
                } else {
                    line.append("\\u00");
                    appendHex(b, line);
                }
            }
        }
    }

    private static void appendHex(int b, ByteScratch line) {
        line.append(HEX[b >> 4]);
        line.append(HEX[b & 0xF]);
    }

    /** The length of the UTF-8 character at {@code at}, 0 if there is none: overlong forms and surrogates are none. RFC 3629. */
    static int utf8Length(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xFF;
        int length =
                lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
        if (length == 0 || at + length > to) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[at + 1] & 0xFF;
        boolean wrong = lead == 0xE0 && second < 0xA0
                || lead == 0xED && second >= 0xA0
                || lead == 0xF0 && second < 0x90
                || lead == 0xF4 && second >= 0x90;
        return wrong ? 0 : length;
    }
}
