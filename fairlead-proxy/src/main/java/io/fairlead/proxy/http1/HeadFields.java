package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts together heads that come field by field, as in HTTP/2 (RFC 9113 section 8), as strictly as the parsers of HTTP/1.1 do.
 * Lines are laid out just as HTTP/1.1 sends them, so that they can be sent on in one piece. One serves many messages, one
 * after the other; not thread-safe.
 *
 * @param <H> what is filled
 */
public abstract sealed class HeadFields<H extends MessageHead> implements FieldSink {
    private static final HeaderName COOKIE = HeaderName.of("cookie");
    private static final int MAX_LENGTH_DIGITS = 18;

    /** What came of a head. */
    public enum Outcome {
        /** It is complete. */
        DONE,
        /** It is refused with the status of {@link MessageHead#refusal}. */
        REFUSED,
        /** It breaks the rules of HTTP/2: the stream is to be reset (RFC 9113 section 8.1.1). */
        MALFORMED
    }

    private final HttpLimits limits;
    private @Nullable H head;
    private int filled;
    private int cookies;
    private int nameHash;
    private long contentLength;
    private boolean inLines;
    private boolean malformed;
    private @Nullable Refusal refusal;

    private HeadFields(HttpLimits limits) {
        this.limits = limits;
    }

    /** Begins a head, which is emptied. */
    public void begin(H target) {
        head = target;
        target.begin();
        filled = 0;
        cookies = 0;
        contentLength = -1;
        inLines = false;
        malformed = false;
        refusal = null;
    }

    @Override
    public final void field(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int needed = nameTo - nameFrom + valueTo - valueFrom + 4;
        if (malformed || refusal != null) {
            return;
        }
        if (needed > limits.maxHeadBytes() - filled) {
            refusal = Refusal.HEAD_TOO_LARGE;
            return;
        }
        if (nameFrom == nameTo || !isValue(bytes, valueFrom, valueTo)) {
            malformed = true;
            return;
        }
        H target = target();
        target.ensureCapacity(filled + needed);
        if (bytes[nameFrom] == ':') {
            malformed = inLines || !pseudo(bytes, nameFrom, nameTo, valueFrom, valueTo);
        } else {
            inLines = true;
            if (isName(bytes, nameFrom, nameTo)) {
                int name = store(target, bytes, nameFrom, nameTo, ": ");
                int value = store(target, bytes, valueFrom, valueTo, "\r\n");
                line(target, name, name + nameTo - nameFrom, value, filled - 2);
            } else {
                malformed = true;
            }
        }
    }

    static boolean isValue(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!CharClass.VALUE[bytes[i] & 0xff]) {
                return false;
            }
        }
        return from == to || !CharClass.isBlank(bytes[from]) && !CharClass.isBlank(bytes[to - 1]);
    }

    final H target() {
        H current = head;
        if (current == null) {
            throw new IllegalStateException("no head was begun");
        }
        return current;
    }

    /** Copies a piece behind what is there, with what follows it, and returns where it begins. */
    private int store(H target, byte[] source, int from, int to, String behind) {
        byte[] bytes = target.bytes();
        int at = filled;
        System.arraycopy(source, from, bytes, at, to - from);
        filled += to - from;
        for (int i = 0; i < behind.length(); i++) {
            bytes[filled++] = (byte) behind.charAt(i);
        }
        return at;
    }

    /** Copies the value of a pseudo field and returns where it begins. */
    final int store(byte[] source, int from, int to) {
        return store(target(), source, from, to, "");
    }

    /** Whether this is a name in lower case; {@link #nameHash} is its hash then. */
    private boolean isName(byte[] source, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            byte octet = source[i];
            if (octet <= 0 || CharClass.TOKEN[octet] != octet) {
                return false;
            }
            hash = hash * 31 + octet;
        }
        nameHash = hash;
        return true;
    }

    private void line(H target, int nameFrom, int nameTo, int valueFrom, int valueTo) {
        HeaderLines lines = target.headers();
        int hash = nameHash;
        if (lines.count() == limits.maxHeaders()) {
            refusal = Refusal.TOO_MANY_HEADERS;
            return;
        }
        KnownField field = KnownField.of(hash, target.bytes(), nameFrom, nameTo);
        target.classify(lines.count(), field);
        if (field != null && !known(target, field, valueFrom, valueTo)) {
            malformed = true;
        } else if (field != KnownField.HOST) {
            cookies += hash == COOKIE.hashCode() ? 1 : 0;
            lines.add(hash, nameFrom, nameTo, valueFrom, valueTo);
        }
    }

    /** Looks at a field that the codec knows; false if there must be none, or none such. */
    private boolean known(H target, KnownField field, int from, int to) {
        return switch (field) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE -> false;
            case CONTENT_LENGTH -> length(target.bytes(), from, to);
            default -> special(field, from, to);
        };
    }

    private boolean length(byte[] bytes, int from, int to) {
        if (contentLength >= 0 || from == to || to - from > MAX_LENGTH_DIGITS) {
            return false;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            length = length * 10 + digit;
        }
        contentLength = length;
        return true;
    }

    /**
     * The head is complete.
     *
     * @param isWhole whether the message ends with it
     */
    public final Outcome finish(boolean isWhole) {
        H target = target();
        head = null;
        target.size(filled);
        if (refusal != null) {
            target.refuse(refusal);
            return Outcome.REFUSED;
        }
        if (malformed || !isComplete(target)) {
            return Outcome.MALFORMED;
        }
        if (cookies > 1) {
            joinCookies(target);
        }
        if (isWhole) {
            target.frame(contentLength == 0 ? BodyFraming.LENGTH : BodyFraming.NONE, 0);
        } else if (contentLength >= 0) {
            target.frame(BodyFraming.LENGTH, contentLength);
        } else {
            target.frame(BodyFraming.CHUNKED, 0);
        }
        target.keepAlive(true);
        Refusal why = place(target);
        if (why != null) {
            target.refuse(why);
            return Outcome.REFUSED;
        }
        return isWhole && contentLength > 0 && !mayAnnounceLength(target) ? Outcome.MALFORMED : Outcome.DONE;
    }

    /** The length that Content-Length tells, -1 for none. */
    public final long announcedLength() {
        return contentLength;
    }

    /** Several Cookie lines are one for HTTP/1.1 and for matching (RFC 9113 section 8.2.3). */
    private static void joinCookies(MessageHead target) {
        HeaderLines lines = target.headers();
        byte[] joined = new byte[0];
        int length = 0;
        for (int i = lines.find(COOKIE, 0); i >= 0; i = lines.find(COOKIE, 0)) {
            int count = lines.valueTo(i) - lines.valueFrom(i);
            byte[] longer = Arrays.copyOf(joined, length + count + 2);
            System.arraycopy(lines.bytes(), lines.valueFrom(i), longer, length, count);
            longer[length + count] = ';';
            longer[length + count + 1] = ' ';
            joined = longer;
            length += count + 2;
            target.removeLine(i);
        }
        target.addLine(COOKIE, joined, 0, length - 2);
    }

    /** Takes a pseudo field; false if there must be none such. */
    abstract boolean pseudo(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo);

    /** Looks at a known field that means something in this kind of message; false if there must be none such. */
    abstract boolean special(KnownField field, int from, int to);

    /** Whether the pseudo fields that must be there are. */
    abstract boolean isComplete(H target);

    /** Fills in what the pseudo fields say; why they are refused, or null. */
    abstract @Nullable Refusal place(H target);

    /** Whether a message without a body may tell a length. */
    abstract boolean mayAnnounceLength(H target);

    /** Heads of requests. */
    public static final class OfRequest extends HeadFields<RequestHead> {
        private int methodFrom;
        private int methodTo;
        private int pathFrom;
        private int pathTo;
        private int authorityFrom;
        private int authorityTo;
        private int hostFrom;
        private int hostTo;
        private boolean hasScheme;

        /** Keeps to {@code limits}. */
        public OfRequest(HttpLimits limits) {
            super(limits);
        }

        @Override
        public void begin(RequestHead target) {
            super.begin(target);
            methodFrom = methodTo = pathFrom = pathTo = authorityFrom = authorityTo = -1;
            hostFrom = hostTo = -1;
            hasScheme = false;
        }

        @Override
        boolean pseudo(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo) {
            if (is(bytes, nameFrom, nameTo, ":method") && methodFrom < 0) {
                methodFrom = store(bytes, valueFrom, valueTo);
                methodTo = methodFrom + valueTo - valueFrom;
                return isToken(bytes, valueFrom, valueTo);
            }
            if (is(bytes, nameFrom, nameTo, ":path") && pathFrom < 0) {
                pathFrom = store(bytes, valueFrom, valueTo);
                pathTo = pathFrom + valueTo - valueFrom;
                return valueTo > valueFrom;
            }
            if (is(bytes, nameFrom, nameTo, ":authority") && authorityFrom < 0) {
                authorityFrom = store(bytes, valueFrom, valueTo);
                authorityTo = authorityFrom + valueTo - valueFrom;
                return true;
            }
            if (is(bytes, nameFrom, nameTo, ":scheme") && !hasScheme) {
                hasScheme = true;
                return CharClass.equalsIgnoreCase(bytes, valueFrom, valueTo, "http")
                        || CharClass.equalsIgnoreCase(bytes, valueFrom, valueTo, "https");
            }
            return false;
        }

        private static boolean isToken(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (CharClass.TOKEN[bytes[i] & 0xff] == 0) {
                    return false;
                }
            }
            return to > from;
        }

        @Override
        boolean special(KnownField field, int from, int to) {
            byte[] bytes = target().bytes();
            switch (field) {
                case HOST -> {
                    boolean isFirst = hostFrom < 0;
                    hostFrom = from;
                    hostTo = to;
                    return isFirst;
                }
                case TE -> {
                    target().acceptTrailers();
                    return CharClass.equalsIgnoreCase(bytes, from, to, "trailers");
                }
                case EXPECT -> target().expectContinue(CharClass.equalsIgnoreCase(bytes, from, to, "100-continue"));
                default -> {}
            }
            return true;
        }

        @Override
        boolean isComplete(RequestHead target) {
            if (methodFrom < 0) {
                return false;
            }
            target.method(RequestMethod.of(target.bytes(), methodFrom, methodTo));
            if (target.method() == RequestMethod.CONNECT) {
                return pathFrom < 0 && !hasScheme && authorityFrom >= 0;
            }
            return pathFrom >= 0 && hasScheme;
        }

        @Override
        @Nullable
        Refusal place(RequestHead target) {
            byte[] bytes = target.bytes();
            if (target.method() == RequestMethod.CONNECT) {
                return Refusal.CONNECT;
            }
            if (authorityFrom < 0) {
                authorityFrom = hostFrom;
                authorityTo = hostTo;
            }
            if (authorityFrom < 0) {
                return Refusal.HOST_MISSING;
            }
            if (!Authority.isValid(bytes, authorityFrom, authorityTo)) {
                return Refusal.HOST;
            }
            target.view().method(methodFrom, methodTo);
            target.view().authority(authorityFrom, authorityTo);
            return placeTarget(target, bytes);
        }

        private @Nullable Refusal placeTarget(RequestHead target, byte[] bytes) {
            boolean isAsterisk = pathTo == pathFrom + 1 && bytes[pathFrom] == '*';
            if (isAsterisk && target.method() == RequestMethod.OPTIONS) {
                target.view().target(pathFrom, pathTo, pathTo);
                return null;
            }
            if (bytes[pathFrom] != '/') {
                return Refusal.TARGET;
            }
            int bits = 0;
            int end = pathFrom;
            while (end < pathTo && CharClass.TARGET[bytes[end] & 0xff] > 0) {
                bits |= CharClass.TARGET[bytes[end] & 0xff];
                end++;
            }
            for (int i = end; i < pathTo; i++) {
                if (CharClass.TARGET[bytes[i] & 0xff] == 0) {
                    return Refusal.TARGET_CHARACTER;
                }
            }
            return target.target(pathFrom, end, pathTo, bits);
        }

        @Override
        boolean mayAnnounceLength(RequestHead target) {
            return false;
        }
    }

    /** Heads of responses. */
    public static final class OfResponse extends HeadFields<ResponseHead> {
        private RequestMethod method = RequestMethod.OTHER;

        /** Keeps to {@code limits}. */
        public OfResponse(HttpLimits limits) {
            super(limits);
        }

        /** Begins the head of an answer to a request with this method. */
        public void begin(ResponseHead target, RequestMethod requestMethod) {
            begin(target);
            method = requestMethod;
        }

        @Override
        boolean pseudo(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo) {
            if (!is(bytes, nameFrom, nameTo, ":status") || valueTo - valueFrom != 3) {
                return false;
            }
            int status = 0;
            for (int i = valueFrom; i < valueTo; i++) {
                int digit = bytes[i] - '0';
                if (digit < 0 || digit > 9) {
                    return false;
                }
                status = status * 10 + digit;
            }
            boolean isFirst = target().status() == 0;
            target().status(status);
            return isFirst && status >= 100 && status < 600 && status != 101;
        }

        @Override
        boolean special(KnownField field, int from, int to) {
            return true;
        }

        @Override
        boolean isComplete(ResponseHead target) {
            return target.status() != 0;
        }

        @Override
        @Nullable
        Refusal place(ResponseHead target) {
            boolean bodiless = method == RequestMethod.HEAD || target.status() == 204 || target.status() == 304;
            if (bodiless || target.isInterim()) {
                target.frame(BodyFraming.NONE, 0);
            } else if (target.framing() == BodyFraming.NONE) {
                target.frame(BodyFraming.LENGTH, 0);
            }
            return null;
        }

        @Override
        boolean mayAnnounceLength(ResponseHead target) {
            return method == RequestMethod.HEAD || target.status() == 304;
        }
    }

    private static boolean is(byte[] bytes, int from, int to, String name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != name.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }
}
