package io.fairlead.proxy.http1;

import io.fairlead.routing.RequestView;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads request heads (RFC 9112 sections 2, 3 and 5), strictly.
 *
 * <p>The request line is method, target and version with one space between. The target is a path; or absolute with scheme
 * http, whose authority then replaces the Host header's; or {@code *} for OPTIONS. HTTP/1.0 is answered 426, as Istio does.
 * HTTP/1.1 needs exactly one Host. A length is one decimal number; the only coding is chunked; never both. One parser serves
 * one connection; not thread-safe.
 */
public final class RequestHeadParser extends HeadParser<RequestHead> {
    private static final int EMPTY_LINE_LF = START_LINE + 1;
    private static final int METHOD = START_LINE + 2;
    private static final int TARGET = START_LINE + 3;
    private static final int PATH = START_LINE + 4;
    private static final int QUERY = START_LINE + 5;
    private static final int OTHER_TARGET = START_LINE + 6;
    private static final int VERSION = START_LINE + 7;
    private static final int VERSION_LF = START_LINE + 8;

    private static final String HTTP_1 = "HTTP/1.";
    private static final int VERSION_LENGTH = 8;

    private int emptyLines;
    private int methodFrom;
    private int methodTo;
    private int targetFrom;
    private int pathTo;
    private int targetTo;
    private int versionFrom;
    /** The {@link CharClass} bits of the path, to tell whether it must be normalised. */
    private int pathBits;

    private boolean isAbsolute;
    private int authorityFrom;
    private int authorityTo;
    private boolean hasHost;
    private int upgradeLines;
    private boolean closesProxyConnection;

    /** A parser that keeps to {@code limits}. */
    public RequestHeadParser(HttpLimits limits) {
        super(limits);
    }

    /**
     * Reads from {@code in} into {@code head}. The first call for a message empties {@code head}; further calls must come
     * with the same one. Takes all bytes unless the head ends before. After an error every call tells the same until
     * {@link #reset}.
     */
    public ParseResult parse(ByteBuf in, RequestHead head) {
        return parseHead(in, head);
    }

    @Override
    void beginStartLine() {
        emptyLines = 0;
        methodFrom = 0;
        pathBits = 0;
        isAbsolute = false;
        authorityFrom = 0;
        authorityTo = 0;
        hasHost = false;
        upgradeLines = 0;
        closesProxyConnection = false;
    }

    @Override
    int startLine(RequestHead head, byte[] bytes, int from, int end) {
        return switch (state) {
            case START_LINE -> emptyLine(head, bytes, from, end);
            case EMPTY_LINE_LF -> lineFeed(head, bytes, from, START_LINE);
            case METHOD -> method(head, bytes, from, end);
            case TARGET -> target(head, bytes, from, end);
            case PATH -> path(head, bytes, from, end);
            case QUERY -> query(head, bytes, from, end);
            case OTHER_TARGET -> otherTarget(head, bytes, from, end);
            case VERSION -> version(head, bytes, from, end);
            case VERSION_LF -> versionEnd(head, bytes, from);
            default -> throw new AssertionError("No state of a request line: " + state);
        };
    }

    private int emptyLine(RequestHead head, byte[] bytes, int from, int end) {
        if (bytes[from] == '\r') {
            if (emptyLines++ == limits.maxLeadingEmptyLines()) {
                return refuse(head, Refusal.EMPTY_LINES);
            }
            state = EMPTY_LINE_LF;
            return from + 1;
        }
        methodFrom = from;
        state = METHOD;
        return method(head, bytes, from, end);
    }

    private int method(RequestHead head, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && CharClass.TOKEN[bytes[at] & 0xff] != 0) {
            at++;
        }
        if (at == end) {
            return end;
        }
        if (bytes[at] != ' ') {
            return refuse(head, bytes[at] == '\r' || bytes[at] == '\n' ? Refusal.REQUEST_LINE : Refusal.METHOD);
        }
        methodTo = at;
        if (methodTo == methodFrom || isPreface(bytes)) {
            return refuse(head, Refusal.METHOD);
        }
        head.method(RequestMethod.of(bytes, methodFrom, methodTo));
        state = TARGET;
        return at + 1;
    }

    /** HTTP/2 reserves the method that its connection preface begins with (RFC 9113 section 3.4). */
    private boolean isPreface(byte[] bytes) {
        int from = methodFrom;
        return methodTo - from == 3 && bytes[from] == 'P' && bytes[from + 1] == 'R' && bytes[from + 2] == 'I';
    }

    private int target(RequestHead head, byte[] bytes, int from, int end) {
        targetFrom = from;
        if (bytes[from] == '/' && head.method() != RequestMethod.CONNECT) {
            state = PATH;
            return path(head, bytes, from, end);
        }
        state = OTHER_TARGET;
        return otherTarget(head, bytes, from, end);
    }

    private int path(RequestHead head, byte[] bytes, int from, int end) {
        int bits = pathBits;
        int at = from;
        byte kind = 0;
        while (at < end && (kind = CharClass.TARGET[bytes[at] & 0xff]) > 0) {
            bits |= kind;
            at++;
        }
        pathBits = bits;
        if (at == end) {
            return end;
        }
        pathTo = at;
        if (kind == CharClass.QUESTION_MARK) {
            state = QUERY;
            return query(head, bytes, at + 1, end);
        }
        return endTarget(head, bytes, at, end);
    }

    private int query(RequestHead head, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && CharClass.TARGET[bytes[at] & 0xff] != 0) {
            at++;
        }
        return at == end ? end : endTarget(head, bytes, at, end);
    }

    private int endTarget(RequestHead head, byte[] bytes, int at, int end) {
        if (bytes[at] != ' ') {
            return refuseTarget(head, bytes[at]);
        }
        targetTo = at;
        versionFrom = at + 1;
        state = VERSION;
        return version(head, bytes, at + 1, end);
    }

    private int refuseTarget(RequestHead head, byte octet) {
        return refuse(head, octet == '\r' || octet == '\n' ? Refusal.REQUEST_LINE : Refusal.TARGET_CHARACTER);
    }

    private int otherTarget(RequestHead head, byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && CharClass.TARGET[bytes[at] & 0xff] != 0) {
            at++;
        }
        if (at == end) {
            return end;
        }
        if (bytes[at] != ' ') {
            return refuseTarget(head, bytes[at]);
        }
        if (at == targetFrom) {
            return refuse(head, Refusal.REQUEST_LINE);
        }
        Refusal refusal = analyseTarget(head, bytes, at);
        return refusal != null ? refuse(head, refusal) : endTarget(head, bytes, at, end);
    }

    private @Nullable Refusal analyseTarget(RequestHead head, byte[] bytes, int end) {
        if (head.method() == RequestMethod.CONNECT) {
            return Authority.isValid(bytes, targetFrom, end) ? Refusal.CONNECT : Refusal.TARGET;
        }
        if (end == targetFrom + 1 && bytes[targetFrom] == '*' && head.method() == RequestMethod.OPTIONS) {
            pathTo = end;
            return null;
        }
        int colon = targetFrom;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon + 2 >= end || bytes[colon + 1] != '/' || bytes[colon + 2] != '/') {
            return Refusal.TARGET;
        }
        if (CharClass.equalsIgnoreCase(bytes, targetFrom, colon, "https")) {
            return Refusal.SCHEME_MISMATCH;
        }
        if (!CharClass.equalsIgnoreCase(bytes, targetFrom, colon, "http")) {
            return Refusal.SCHEME;
        }
        return splitAbsolute(bytes, colon + 3, end);
    }

    private @Nullable Refusal splitAbsolute(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != '/' && bytes[at] != '?') {
            at++;
        }
        if (!Authority.isValid(bytes, from, at)) {
            return Refusal.HOST;
        }
        isAbsolute = true;
        authorityFrom = from;
        authorityTo = at;
        targetFrom = at;
        while (at < end && bytes[at] != '?') {
            pathBits |= CharClass.TARGET[bytes[at] & 0xff];
            at++;
        }
        pathTo = at;
        return null;
    }

    private int version(RequestHead head, byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == '\r') {
                state = VERSION_LF;
                return versionEnd(head, bytes, at, end);
            }
            if (at - versionFrom >= VERSION_LENGTH || bytes[at] <= ' ') {
                return refuse(head, bytes[at] == '\n' ? Refusal.LINE_END : Refusal.VERSION);
            }
        }
        return end;
    }

    private int versionEnd(RequestHead head, byte[] bytes, int at, int end) {
        Refusal refusal = versionFault(bytes, versionFrom, at);
        if (refusal != null) {
            return refuse(head, refusal);
        }
        head.minorVersion(bytes[at - 1] - '0');
        return at + 1 < end ? versionEnd(head, bytes, at + 1) : at + 1;
    }

    private int versionEnd(RequestHead head, byte[] bytes, int at) {
        int next = lineFeed(head, bytes, at, VERSION_LF);
        if (state == VERSION_LF) {
            endStartLine();
        }
        return next;
    }

    private static @Nullable Refusal versionFault(byte[] bytes, int from, int to) {
        if (to - from != VERSION_LENGTH) {
            return Refusal.VERSION;
        }
        for (int i = 0; i < 5; i++) {
            if (bytes[from + i] != HTTP_1.charAt(i)) {
                return Refusal.VERSION;
            }
        }
        int major = bytes[from + 5] - '0';
        int minor = bytes[from + 7] - '0';
        if (bytes[from + 6] != '.' || major < 0 || major > 9 || minor < 0 || minor > 9) {
            return Refusal.VERSION;
        }
        return major == 1 && minor <= 1 ? null : Refusal.UNKNOWN_VERSION;
    }

    @Override
    Refusal startLineTooLong() {
        return Refusal.URI_TOO_LONG;
    }

    @Override
    @Nullable
    Refusal field(RequestHead head, KnownField field, int from, int to) {
        byte[] bytes = head.bytes();
        switch (field) {
            case HOST -> {
                return host(bytes, from, to);
            }
            case EXPECT -> head.expectContinue(CharClass.equalsIgnoreCase(bytes, from, to, "100-continue"));
            case UPGRADE -> head.upgrade(upgradeOf(bytes, from, to));
            case PROXY_CONNECTION -> closesProxyConnection |= CharClass.equalsIgnoreCase(bytes, from, to, "close");
            default -> {}
        }
        return null;
    }

    private @Nullable Refusal host(byte[] bytes, int from, int to) {
        if (hasHost) {
            return Refusal.HOST_TWICE;
        }
        if (!Authority.isValid(bytes, from, to)) {
            return Refusal.HOST;
        }
        hasHost = true;
        if (!isAbsolute) {
            authorityFrom = from;
            authorityTo = to;
        }
        return null;
    }

    private Upgrade upgradeOf(byte[] bytes, int from, int to) {
        if (upgradeLines++ > 0) {
            return Upgrade.OTHER;
        }
        if (CharClass.equalsIgnoreCase(bytes, from, to, "websocket")) {
            return Upgrade.WEBSOCKET;
        }
        return from == to || CharClass.equalsIgnoreCase(bytes, from, to, "h2c") ? Upgrade.NONE : Upgrade.OTHER;
    }

    @Override
    void finish(RequestHead head, int headEnd) {
        Refusal refusal = semantics(head);
        if (refusal == null) {
            refusal = place(head, headEnd);
        }
        if (refusal != null) {
            refuse(head, refusal);
        }
    }

    private @Nullable Refusal semantics(RequestHead head) {
        if (head.minorVersion() == 0) {
            return Refusal.LOW_VERSION;
        }
        if (!hasHost) {
            return Refusal.HOST_MISSING;
        }
        Refusal fault = framingFault();
        if (fault == null) {
            fault = connection(head);
        }
        if (fault != null) {
            return fault;
        }
        if (hasCoding()) {
            head.frame(BodyFraming.CHUNKED, 0);
        } else if (hasLength()) {
            head.frame(BodyFraming.LENGTH, length());
        }
        head.keepAlive(!options().isClose() && !closesProxyConnection);
        if (!options().isUpgrade() || head.upgrade() == Upgrade.WEBSOCKET && head.framing() != BodyFraming.NONE) {
            // What follows a request to upgrade is its body, or the other protocol: it cannot be both.
            head.upgrade(Upgrade.NONE);
        }
        return null;
    }

    /** Fills the view's ranges. What the path's normal form needs beyond its own bytes is written behind the head. */
    private @Nullable Refusal place(RequestHead head, int headEnd) {
        RequestView view = head.view();
        boolean isRewritten = isAbsolute && bytesAt(head, targetFrom) != '/';
        if (isRewritten || PathNormaliser.isNeeded(head.bytes(), targetFrom, pathTo, pathBits)) {
            head.ensureCapacity(headEnd + 1 + 3 * (pathTo - targetFrom) + (targetTo - pathTo));
            byte[] bytes = head.bytes();
            int from = headEnd;
            int to = PathNormaliser.normalise(bytes, targetFrom, pathTo, from);
            if (to < 0) {
                return Refusal.PATH;
            }
            System.arraycopy(bytes, pathTo, bytes, to, targetTo - pathTo);
            targetTo = to + targetTo - pathTo;
            targetFrom = from;
            pathTo = to;
            head.fill(targetTo);
        }
        view.method(methodFrom, methodTo);
        view.target(targetFrom, pathTo, targetTo);
        view.authority(authorityFrom, authorityTo);
        return null;
    }

    private static byte bytesAt(RequestHead head, int at) {
        return head.bytes()[at];
    }

    @Override
    Refusal refusalOf(Refusal why) {
        return why;
    }
}
