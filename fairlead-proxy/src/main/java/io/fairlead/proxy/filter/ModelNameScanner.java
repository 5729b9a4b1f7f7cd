package io.fairlead.proxy.filter;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the string that stands under the key {@code model} of a JSON object while the object comes in, piece by piece. Only
 * the object itself is searched, not what it contains, and the first such key decides: nothing behind its value is read. Up to
 * there the text must be JSON. One instance reads one body after the other. Source: RFC 8259.
 */
public final class ModelNameScanner {
    /** The longest name that is taken, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 256;

    /** How deep objects and lists may be nested. */
    static final int MAX_DEPTH = 256;

    private static final byte[] KEY = {'m', 'o', 'd', 'e', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** What is known. */
    public enum Result {
        /** More of the body will tell. */
        NEED_MORE,
        /** There is a name; see {@link #name()}. */
        FOUND,
        /** There is none, or none that can stand in a header, or the text is no JSON object. */
        NONE
    }

    private enum State {
        BEGIN,
        FIRST_KEY,
        KEY,
        COLON,
        VALUE,
        FIRST_ELEMENT,
        AFTER_VALUE,
        STRING,
        ESCAPE,
        HEX,
        LITERAL,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        END
    }

    /** What a string is, once it ends. */
    private enum Meaning {
        SKIPPED,
        OUTER_KEY,
        INNER_KEY,
        NAME
    }

    private final boolean[] objects = new boolean[MAX_DEPTH];
    private final byte[] text = new byte[MAX_NAME_BYTES];
    private State state = State.BEGIN;
    private Meaning meaning = Meaning.SKIPPED;
    private int depth;
    /** How long the string is, also where it is longer than {@link #text}. */
    private int length;

    private int hexDigits;
    private int hexValue;
    private int highSurrogate;
    private byte[] literal = NULL;
    private int literalAt;
    private boolean nameFollows;
    private boolean found;

    /** Forgets the last body. */
    public void reset() {
        state = State.BEGIN;
        depth = 0;
        length = 0;
        highSurrogate = 0;
        nameFollows = false;
        found = false;
    }

    /** Reads the next piece of the body: {@code count} bytes of {@code in} from an index, which stay the caller's. */
    public Result scan(ByteBuf in, int from, int count) {
        for (int i = from; i < from + count && state != State.END; i++) {
            take(in.getByte(i));
        }
        return state != State.END ? Result.NEED_MORE : found ? Result.FOUND : Result.NONE;
    }

    /** The name that was found: not empty, without control characters, and without blanks at its ends. */
    public byte[] name() {
        if (!found) {
            throw new IllegalStateException("no name was found");
        }
        return Arrays.copyOf(text, length);
    }

    private void fail() {
        state = State.END;
    }

    private void take(byte octet) {
        switch (state) {
            case STRING -> inString(octet);
            case ESCAPE -> escaped(octet);
            case HEX -> hex(octet);
            case LITERAL -> inLiteral(octet);
            case MINUS, ZERO, INTEGER, POINT, FRACTION, EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> inNumber(octet);
            default -> {
                if (octet != ' ' && octet != '\n' && octet != '\r' && octet != '\t') {
                    token(octet);
                }
            }
        }
    }

    private void token(byte octet) {
        switch (state) {
            case BEGIN -> {
                if (octet == '{') {
                    open(true);
                } else {
                    fail();
                }
            }
            case FIRST_KEY, KEY -> {
                if (octet == '"') {
                    beginString(depth == 1 ? Meaning.OUTER_KEY : Meaning.INNER_KEY);
                } else if (octet == '}' && state == State.FIRST_KEY) {
                    close();
                } else {
                    fail();
                }
            }
            case COLON -> state = octet == ':' ? State.VALUE : State.END;
            case FIRST_ELEMENT -> {
                if (octet == ']') {
                    close();
                } else {
                    value(octet);
                }
            }
            case VALUE -> value(octet);
            case AFTER_VALUE -> afterValue(octet);
            default -> throw new AssertionError(state);
        }
    }

    private void value(byte octet) {
        if (nameFollows && octet != '"') {
            fail();
            return;
        }
        switch (octet) {
            case '"' -> beginString(nameFollows ? Meaning.NAME : Meaning.SKIPPED);
            case '{' -> open(true);
            case '[' -> open(false);
            case 't' -> beginLiteral(TRUE);
            case 'f' -> beginLiteral(FALSE);
            case 'n' -> beginLiteral(NULL);
            case '-' -> state = State.MINUS;
            case '0' -> state = State.ZERO;
            default -> state = isDigit(octet) ? State.INTEGER : State.END;
        }
    }

    private void afterValue(byte octet) {
        if (octet == ',') {
            state = objects[depth - 1] ? State.KEY : State.VALUE;
        } else if (octet == (objects[depth - 1] ? '}' : ']')) {
            close();
        } else {
            fail();
        }
    }

    private void open(boolean object) {
        if (depth == MAX_DEPTH) {
            fail();
            return;
        }
        objects[depth++] = object;
        state = object ? State.FIRST_KEY : State.FIRST_ELEMENT;
    }

    private void close() {
        depth--;
        state = depth == 0 ? State.END : State.AFTER_VALUE;
    }

    // ---- strings

    private void beginString(Meaning stringMeaning) {
        meaning = stringMeaning;
        length = 0;
        highSurrogate = 0;
        state = State.STRING;
    }

    private void inString(byte octet) {
        if (octet == '"') {
            endString();
        } else if (octet == '\\') {
            state = State.ESCAPE;
        } else if (octet >= 0 && octet < ' ') {
            fail();
        } else {
            append(octet);
        }
    }

    private void append(byte octet) {
        if (highSurrogate != 0) {
            loneSurrogate();
        }
        if (length < text.length) {
            text[length] = octet;
        }
        length = Math.min(length + 1, Integer.MAX_VALUE - 1);
    }

    private void escaped(byte octet) {
        state = State.STRING;
        switch (octet) {
            case '"', '\\', '/' -> append(octet);
            case 'b' -> append((byte) '\b');
            case 'f' -> append((byte) '\f');
            case 'n' -> append((byte) '\n');
            case 'r' -> append((byte) '\r');
            case 't' -> append((byte) '\t');
            case 'u' -> {
                hexDigits = 0;
                hexValue = 0;
                state = State.HEX;
            }
            default -> fail();
        }
    }

    private void hex(byte octet) {
        int digit = Character.digit(octet, 16);
        if (octet < 0 || digit < 0) {
            fail();
            return;
        }
        hexValue = hexValue * 16 + digit;
        if (++hexDigits == 4) {
            state = State.STRING;
            unit((char) hexValue);
        }
    }

    /** A code unit of UTF-16: two of them may be one character. */
    private void unit(char unit) {
        if (Character.isHighSurrogate(unit)) {
            if (highSurrogate != 0) {
                loneSurrogate();
            }
            highSurrogate = unit;
        } else if (Character.isLowSurrogate(unit)) {
            int high = highSurrogate;
            highSurrogate = 0;
            if (high == 0) {
                loneSurrogate();
            } else {
                character(Character.toCodePoint((char) high, unit));
            }
        } else {
            character(unit);
        }
    }

    private void character(int codePoint) {
        if (codePoint < 0x80) {
            append((byte) codePoint);
            return;
        }
        for (byte octet : new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8)) {
            append(octet);
        }
    }

    /** Half a character has no UTF-8: what is put in its place is none either, so that the name is not taken. */
    private void loneSurrogate() {
        highSurrogate = 0;
        append((byte) 0xFF);
    }

    private void endString() {
        if (highSurrogate != 0) {
            loneSurrogate();
        }
        switch (meaning) {
            case OUTER_KEY -> {
                nameFollows = isModel();
                state = State.COLON;
            }
            case INNER_KEY -> state = State.COLON;
            case NAME -> {
                found = isHeaderValue();
                state = State.END;
            }
            case SKIPPED -> state = State.AFTER_VALUE;
        }
    }

    private boolean isModel() {
        return length == KEY.length && Arrays.equals(text, 0, length, KEY, 0, length);
    }

    private boolean isHeaderValue() {
        if (length == 0 || length > text.length || text[0] == ' ' || text[length - 1] == ' ') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[i] >= 0 && text[i] < ' ' || text[i] == 0x7F) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    // ---- literals and numbers

    private void beginLiteral(byte[] expected) {
        literal = expected;
        literalAt = 1;
        state = State.LITERAL;
    }

    private void inLiteral(byte octet) {
        if (octet != literal[literalAt++]) {
            fail();
        } else if (literalAt == literal.length) {
            state = State.AFTER_VALUE;
        }
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private void inNumber(byte octet) {
        boolean digit = isDigit(octet);
        switch (state) {
            case MINUS -> state = octet == '0' ? State.ZERO : digit ? State.INTEGER : State.END;
            case ZERO -> endsInteger(octet);
            case INTEGER -> {
                if (!digit) {
                    endsInteger(octet);
                }
            }
            case POINT -> state = digit ? State.FRACTION : State.END;
            case FRACTION -> {
                if (octet == 'e' || octet == 'E') {
                    state = State.EXPONENT;
                } else if (!digit) {
                    endNumber(octet);
                }
            }
            case EXPONENT ->
                state = octet == '+' || octet == '-' ? State.EXPONENT_SIGN : digit ? State.EXPONENT_DIGITS : State.END;
            case EXPONENT_SIGN -> state = digit ? State.EXPONENT_DIGITS : State.END;
            case EXPONENT_DIGITS -> {
                if (!digit) {
                    endNumber(octet);
                }
            }
            default -> throw new AssertionError(state);
        }
    }

    private void endsInteger(byte octet) {
        if (octet == '.') {
            state = State.POINT;
        } else if (octet == 'e' || octet == 'E') {
            state = State.EXPONENT;
        } else {
            endNumber(octet);
        }
    }

    /** Only what comes behind a number tells that it is over. */
    private void endNumber(byte octet) {
        state = State.AFTER_VALUE;
        take(octet);
    }
}
