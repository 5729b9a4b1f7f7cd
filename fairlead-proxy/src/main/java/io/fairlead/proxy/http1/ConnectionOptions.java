package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import org.jspecify.annotations.Nullable;

/** Reads the Connection lines of a head (RFC 9110 section 7.6.1) and drops the fields they name. */
final class ConnectionOptions {
    /** Each named field is looked for among all lines, so the product must stay small. */
    private static final int MAX_NAMED_FIELDS = 32;

    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;
    private int named;

    void reset() {
        close = false;
        keepAlive = false;
        upgrade = false;
        named = 0;
    }

    /** Whether {@code close} is among the options. */
    boolean isClose() {
        return close;
    }

    /** Whether {@code keep-alive} is among the options. */
    boolean isKeepAlive() {
        return keepAlive;
    }

    /** Whether {@code upgrade} is among the options. */
    boolean isUpgrade() {
        return upgrade;
    }

    /** Reads all Connection lines of {@code head}; returns why they are refused, or null. */
    @Nullable
    Refusal apply(MessageHead head) {
        HeaderLines lines = head.headers();
        for (int i = 0; i < lines.count(); i++) {
            if (head.field(i) == KnownField.CONNECTION) {
                Refusal refusal = line(head, lines.valueFrom(i), lines.valueTo(i));
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        return null;
    }

    private @Nullable Refusal line(MessageHead head, int from, int to) {
        byte[] bytes = head.bytes();
        int at = from;
        while (at < to) {
            int start = at;
            while (at < to && bytes[at] != ',') {
                at++;
            }
            int end = at++;
            while (start < end && CharClass.isBlank(bytes[start])) {
                start++;
            }
            while (end > start && CharClass.isBlank(bytes[end - 1])) {
                end--;
            }
            Refusal refusal = start < end ? option(head, start, end) : null;
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private @Nullable Refusal option(MessageHead head, int from, int to) {
        byte[] bytes = head.bytes();
        if (CharClass.equalsIgnoreCase(bytes, from, to, "keep-alive")) {
            keepAlive = true;
            return null;
        }
        if (CharClass.equalsIgnoreCase(bytes, from, to, "close")) {
            close = true;
            return null;
        }
        if (CharClass.equalsIgnoreCase(bytes, from, to, "upgrade")) {
            upgrade = true;
            return null;
        }
        return ++named > MAX_NAMED_FIELDS ? Refusal.CONNECTION_TOO_LONG : nominated(head, from, to);
    }

    /** Drops the lines of the field that is named, unless it must go on. An option that is no token names none. */
    private static @Nullable Refusal nominated(MessageHead head, int from, int to) {
        byte[] bytes = head.bytes();
        HeaderLines lines = head.headers();
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + CharClass.TOKEN[bytes[i] & 0xff];
        }
        if (isProtected(bytes, from, to)) {
            return Refusal.CONNECTION;
        }
        for (int i = 0; i < lines.count(); i++) {
            if (lines.nameHash(i) == hash
                    && head.field(i) != KnownField.CONTENT_LENGTH
                    && sameName(bytes, from, to, lines.nameFrom(i), lines.nameTo(i))) {
                head.drop(i);
            }
        }
        return null;
    }

    /** Refused even where the field is absent: the next hop would drop what this one adds. */
    private static boolean isProtected(byte[] bytes, int from, int to) {
        return bytes[from] == ':'
                || CharClass.equalsIgnoreCase(bytes, from, to, "host")
                || CharClass.equalsIgnoreCase(bytes, from, to, "x-forwarded-for")
                || CharClass.equalsIgnoreCase(bytes, from, to, "x-forwarded-host")
                || CharClass.equalsIgnoreCase(bytes, from, to, "x-forwarded-proto");
    }

    private static boolean sameName(byte[] bytes, int from, int to, int nameFrom, int nameTo) {
        if (to - from != nameTo - nameFrom) {
            return false;
        }
        for (int i = 0; i < to - from; i++) {
            if (CharClass.TOKEN[bytes[from + i] & 0xff] != bytes[nameFrom + i]) {
                return false;
            }
        }
        return true;
    }
}
