package io.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads response heads (RFC 9112 sections 4, 5 and 6.3), strictly. What it refuses is the upstream's fault: 502 for the
 * client. One parser serves one connection; not thread-safe.
 */
public final class ResponseHeadParser extends HeadParser<ResponseHead> {
    private static final int STATUS = START_LINE + 1;
    private static final int REASON = START_LINE + 2;
    private static final int STATUS_LF = START_LINE + 3;

    private static final String VERSION = "HTTP/1.";
    /** Where the status begins. */
    private static final int STATUS_FROM = 9;

    private static final int STATUS_TO = 12;

    private RequestMethod method = RequestMethod.OTHER;

    /** A parser that keeps to {@code limits}. */
    public ResponseHeadParser(HttpLimits limits) {
        super(limits);
    }

    /**
     * Reads from {@code in} into {@code head}, the answer to a request with {@code requestMethod}. The first call for a
     * message empties {@code head}; further calls must come with the same one. Takes all bytes unless the head ends before.
     * Interim responses are heads of their own: the caller counts them and parses on. After an error every call tells the
     * same until {@link #reset}.
     */
    public ParseResult parse(ByteBuf in, ResponseHead head, RequestMethod requestMethod) {
        method = requestMethod;
        return parseHead(in, head);
    }

    @Override
    void beginStartLine() {}

    @Override
    int startLine(ResponseHead head, byte[] bytes, int from, int end) {
        return switch (state) {
            case START_LINE -> version(head, bytes, from, end);
            case STATUS -> status(head, bytes, from, end);
            case REASON -> reason(head, bytes, from, end);
            case STATUS_LF -> statusEnd(head, bytes, from);
            default -> throw new AssertionError("No state of a status line: " + state);
        };
    }

    private int version(ResponseHead head, byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (at < VERSION.length()) {
                if (bytes[at] != VERSION.charAt(at)) {
                    return refuse(head, Refusal.STATUS_LINE);
                }
            } else if (at == VERSION.length()) {
                if (bytes[at] != '0' && bytes[at] != '1') {
                    return refuse(head, Refusal.STATUS_LINE);
                }
                head.minorVersion(bytes[at] - '0');
            } else {
                if (bytes[at] != ' ') {
                    return refuse(head, Refusal.STATUS_LINE);
                }
                state = STATUS;
                return at + 1;
            }
        }
        return end;
    }

    private int status(ResponseHead head, byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (at == STATUS_TO) {
                return afterStatus(head, bytes, at, end);
            }
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return refuse(head, Refusal.STATUS_LINE);
            }
            if (at == STATUS_FROM && (digit < 1 || digit > 5)) {
                return refuse(head, Refusal.STATUS);
            }
            head.status(head.status() * 10 + digit);
        }
        return end;
    }

    /** The space before an empty reason is often left out. */
    private int afterStatus(ResponseHead head, byte[] bytes, int at, int end) {
        if (bytes[at] != ' ' && bytes[at] != '\r') {
            return refuse(head, Refusal.STATUS_LINE);
        }
        state = REASON;
        return reason(head, bytes, bytes[at] == ' ' ? at + 1 : at, end);
    }

    private int reason(ResponseHead head, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && CharClass.VALUE[bytes[at] & 0xff]) {
            at++;
        }
        if (at == end) {
            return end;
        }
        if (bytes[at] != '\r') {
            return refuse(head, bytes[at] == '\n' ? Refusal.LINE_END : Refusal.STATUS_LINE);
        }
        state = STATUS_LF;
        return at + 1;
    }

    private int statusEnd(ResponseHead head, byte[] bytes, int at) {
        int next = lineFeed(head, bytes, at, STATUS_LF);
        if (state == STATUS_LF) {
            endStartLine();
        }
        return next;
    }

    @Override
    Refusal startLineTooLong() {
        return Refusal.HEAD_TOO_LARGE;
    }

    @Override
    @Nullable
    Refusal field(ResponseHead head, KnownField field, int from, int to) {
        return null;
    }

    @Override
    void finish(ResponseHead head, int headEnd) {
        Refusal refusal = framingFault();
        if (refusal == null) {
            refusal = statusFault(head);
        }
        if (refusal == null) {
            refusal = connection(head);
        }
        if (refusal != null) {
            refuse(head, refusal);
            return;
        }
        frame(head);
        boolean isOpen = head.minorVersion() == 1 || options().isKeepAlive();
        head.keepAlive(isOpen && !options().isClose() && head.framing() != BodyFraming.UNTIL_CLOSE);
    }

    /** What is wrong with framing fields in a response of this status and version, if anything. */
    private @Nullable Refusal statusFault(ResponseHead head) {
        boolean isBodiless = head.status() < 200 || head.status() == 204;
        if (hasCoding() && (isBodiless || head.minorVersion() == 0)) {
            return Refusal.TRANSFER_ENCODING_NOT_ALLOWED;
        }
        if (isBodiless && hasLength()) {
            if (length() != 0) {
                return Refusal.CONTENT_LENGTH_NOT_ALLOWED;
            }
            dropLength(head);
        }
        return null;
    }

    private static void dropLength(ResponseHead head) {
        for (int i = 0; i < head.headers().count(); i++) {
            if (head.field(i) == KnownField.CONTENT_LENGTH) {
                head.drop(i);
            }
        }
    }

    private void frame(ResponseHead head) {
        if (method == RequestMethod.HEAD || head.status() < 200 || head.status() == 204 || head.status() == 304) {
            head.frame(BodyFraming.NONE, 0);
        } else if (hasCoding()) {
            head.frame(BodyFraming.CHUNKED, 0);
        } else if (hasLength()) {
            head.frame(BodyFraming.LENGTH, length());
        } else {
            head.frame(BodyFraming.UNTIL_CLOSE, 0);
        }
    }

    @Override
    Refusal refusalOf(Refusal why) {
        return why.ofUpstream();
    }
}
