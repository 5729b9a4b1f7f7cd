package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads: the part that is common to requests and responses.
 *
 * <p>The bytes are copied in pieces from the network buffer to the head's array and looked at once, by a machine whose state
 * survives between calls: whatever the pieces, the result is the same and the work is linear. A line end is CR LF, nothing
 * else; names are tokens, lower-cased in place; values hold no control character but HTAB; folding is refused (RFC 9112
 * section 5). One parser serves one connection; not thread-safe.
 *
 * @param <H> what is filled
 */
abstract sealed class HeadParser<H extends MessageHead> permits RequestHeadParser, ResponseHeadParser {
    /** How many bytes are copied at a time: most heads are shorter, and what lies behind the head is copied in vain. */
    private static final int PIECE_BYTES = 1024;

    /** No byte of the message has come. */
    static final int IDLE = 0;

    static final int DONE = 1;
    static final int REFUSED = 2;
    private static final int LINE_START = 3;
    private static final int NAME = 4;
    private static final int BLANK = 5;
    private static final int VALUE = 6;
    private static final int VALUE_LF = 7;
    private static final int HEAD_LF = 8;
    /** The states of a subclass begin here. */
    static final int START_LINE = 9;

    /** Told by {@link #contentLengthOf}: the value is no length. */
    private static final long NO_LENGTH = -1;

    final HttpLimits limits;
    /** One of the constants above. */
    int state = IDLE;

    private int filled;
    private int nameFrom;
    private int nameTo;
    private int nameHash;
    private int valueFrom;

    private boolean hasLength;
    private long length;
    private int codings;
    private boolean isChunked;
    private boolean hasConnection;
    private final ConnectionOptions options = new ConnectionOptions();

    HeadParser(HttpLimits limits) {
        this.limits = limits;
    }

    /** Whether some bytes of a message have come, empty lines before it included, but not all of its head. */
    public final boolean hasBegun() {
        return state != IDLE;
    }

    /** Forgets a message that was begun or refused, so that the next call of parse begins a new one. */
    public final void reset() {
        state = IDLE;
    }

    final ParseResult parseHead(ByteBuf in, H head) {
        while (in.isReadable() && state != REFUSED) {
            if (state == IDLE) {
                begin(head);
            }
            int room = limits.maxHeadBytes() - filled;
            if (room == 0) {
                refuse(head, isInStartLine() ? startLineTooLong() : Refusal.HEAD_TOO_LARGE);
                break;
            }
            int piece = Math.min(Math.min(in.readableBytes(), room), PIECE_BYTES);
            head.ensureCapacity(filled + piece);
            in.readBytes(head.bytes(), filled, piece);
            int at = scan(head, filled, filled + piece);
            filled += piece;
            if (state == DONE) {
                in.readerIndex(in.readerIndex() - (filled - at));
                head.size(at);
                state = IDLE;
                finish(head, at);
            }
            if (state == IDLE) {
                return ParseResult.DONE;
            }
        }
        return state == REFUSED ? ParseResult.ERROR : ParseResult.NEED_MORE;
    }

    private void begin(H head) {
        head.begin();
        filled = 0;
        hasLength = false;
        length = 0;
        codings = 0;
        isChunked = false;
        hasConnection = false;
        state = START_LINE;
        beginStartLine();
    }

    private int scan(H head, int from, int end) {
        byte[] bytes = head.bytes();
        int at = from;
        while (at < end && state > REFUSED) {
            switch (state) {
                case LINE_START -> at = lineStart(head, bytes, at, end);
                case NAME -> at = name(head, bytes, at, end);
                case BLANK -> at = blank(head, bytes, at, end);
                case VALUE -> at = value(head, bytes, at, end);
                case VALUE_LF -> at = lineFeed(head, bytes, at, LINE_START);
                case HEAD_LF -> at = lineFeed(head, bytes, at, DONE);
                default -> at = startLine(head, bytes, at, end);
            }
        }
        return at;
    }

    private int lineStart(H head, byte[] bytes, int at, int end) {
        byte first = bytes[at];
        if (first == '\r') {
            state = HEAD_LF;
            return at + 1;
        }
        if (CharClass.isBlank(first)) {
            return refuse(head, Refusal.FIELD_FOLDED);
        }
        state = NAME;
        nameFrom = at;
        nameHash = 0;
        return name(head, bytes, at, end);
    }

    private int name(H head, byte[] bytes, int from, int end) {
        int hash = nameHash;
        for (int at = from; at < end; at++) {
            byte lower = CharClass.TOKEN[bytes[at] & 0xff];
            if (lower == 0) {
                if (bytes[at] != ':' || at == nameFrom) {
                    return refuse(head, Refusal.FIELD_NAME);
                }
                nameHash = hash;
                nameTo = at;
                state = BLANK;
                return blank(head, bytes, at + 1, end);
            }
            bytes[at] = lower;
            hash = hash * 31 + lower;
        }
        nameHash = hash;
        return end;
    }

    private int blank(H head, byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (!CharClass.isBlank(bytes[at])) {
                valueFrom = at;
                state = VALUE;
                return value(head, bytes, at, end);
            }
        }
        return end;
    }

    private int value(H head, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && CharClass.VALUE[bytes[at] & 0xff]) {
            at++;
        }
        if (at == end) {
            return end;
        }
        if (bytes[at] != '\r') {
            return refuse(head, bytes[at] == '\n' ? Refusal.LINE_END : Refusal.FIELD_VALUE);
        }
        int valueTo = at;
        while (valueTo > valueFrom && CharClass.isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        state = VALUE_LF;
        line(head, bytes, valueTo);
        return state == VALUE_LF && at + 1 < end ? lineFeed(head, bytes, at + 1, LINE_START) : at + 1;
    }

    /** Takes the LF that must be at {@code at}. */
    final int lineFeed(H head, byte[] bytes, int at, int next) {
        if (bytes[at] != '\n') {
            return refuse(head, Refusal.LINE_END);
        }
        state = next;
        return at + 1;
    }

    private void line(H head, byte[] bytes, int valueTo) {
        HeaderLines lines = head.headers();
        int line = lines.count();
        if (line == limits.maxHeaders()) {
            refuse(head, Refusal.TOO_MANY_HEADERS);
            return;
        }
        KnownField field = KnownField.of(nameHash, bytes, nameFrom, nameTo);
        head.classify(line, field);
        if (field != null) {
            Refusal refusal = known(head, field, valueFrom, valueTo);
            if (refusal != null) {
                refuse(head, refusal);
                return;
            }
        }
        if (field != KnownField.HOST) {
            lines.add(nameHash, nameFrom, nameTo, valueFrom, valueTo);
        }
    }

    private @Nullable Refusal known(H head, KnownField field, int from, int to) {
        return switch (field) {
            case CONTENT_LENGTH -> contentLength(head.bytes(), from, to);
            case TRANSFER_ENCODING -> {
                codings++;
                isChunked = CharClass.equalsIgnoreCase(head.bytes(), from, to, "chunked");
                yield null;
            }
            case CONNECTION -> {
                hasConnection = true;
                yield null;
            }
            default -> field(head, field, from, to);
        };
    }

    private @Nullable Refusal contentLength(byte[] bytes, int from, int to) {
        if (hasLength) {
            return Refusal.CONTENT_LENGTH_TWICE;
        }
        int digits = from;
        // Leading zeros are legal, but not every reader takes them for decimal: they do not go on.
        while (digits < to - 1 && bytes[digits] == '0') {
            digits++;
        }
        hasLength = true;
        length = contentLengthOf(bytes, digits, to);
        valueFrom = digits;
        return length == NO_LENGTH ? Refusal.CONTENT_LENGTH : null;
    }

    private static long contentLengthOf(byte[] bytes, int from, int to) {
        if (from == to || to - from > 19) {
            return NO_LENGTH;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_LENGTH;
            }
            length = length * 10 + digit;
        }
        // 19 digits exceed the range by less than a factor of two: the sign tells.
        return length < 0 ? NO_LENGTH : length;
    }

    /** Applies what the Connection lines say, if there are any. */
    final @Nullable Refusal connection(H head) {
        options.reset();
        return hasConnection ? options.apply(head) : null;
    }

    final ConnectionOptions options() {
        return options;
    }

    /** What is wrong with the fields that frame the body, if anything. */
    final @Nullable Refusal framingFault() {
        if (codings == 0) {
            return null;
        }
        if (hasLength) {
            return Refusal.TWO_FRAMINGS;
        }
        return codings == 1 && isChunked ? null : Refusal.TRANSFER_ENCODING;
    }

    /** Whether there is a Transfer-Encoding. */
    final boolean hasCoding() {
        return codings > 0;
    }

    /** Whether there is a Content-Length. */
    final boolean hasLength() {
        return hasLength;
    }

    /** The Content-Length, 0 without one. */
    final long length() {
        return length;
    }

    /** Ends the header line section's start line: what follows are header lines. */
    final void endStartLine() {
        state = LINE_START;
    }

    /** Ends the head with a refusal; returns a position that no caller uses. */
    final int refuse(H head, Refusal why) {
        state = REFUSED;
        head.refuse(refusalOf(why));
        return 0;
    }

    private boolean isInStartLine() {
        return state >= START_LINE;
    }

    /** Readies the subclass for a new message. */
    abstract void beginStartLine();

    /** Scans the start line from {@code from}, in one of the subclass's states, and returns where it stopped. */
    abstract int startLine(H head, byte[] bytes, int from, int end);

    /** The refusal of a start line beyond the limit. */
    abstract Refusal startLineTooLong();

    /** Looks at a known field that means something to the subclass; returns why it is refused, or null. */
    abstract @Nullable Refusal field(H head, KnownField field, int from, int to);

    /** Fills in what depends on the whole head, which ends at {@code headEnd}; may refuse it. */
    abstract void finish(H head, int headEnd);

    /** What the owner of the head is told instead of {@code why}. */
    abstract Refusal refusalOf(Refusal why);
}
