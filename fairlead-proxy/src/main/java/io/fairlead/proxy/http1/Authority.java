package io.fairlead.proxy.http1;

/** Checks {@code uri-host [ ":" port ]} (RFC 9110 section 7.2, RFC 3986 section 3.2.2). */
final class Authority {
    private static final int MAX_PORT = 65_535;

    /** Octets of a registered name: unreserved and sub-delims; escapes are looked at apart. */
    private static final boolean[] NAME = CharClass.UNRESERVED.clone();

    static {
        for (char c : "!$&'()*+,;=".toCharArray()) {
            NAME[c] = true;
        }
    }

    private Authority() {}

    /** Whether the range is a host, not empty, with an optional port; userinfo and IPvFuture are not allowed. */
    static boolean isValid(byte[] bytes, int from, int to) {
        if (from == to) {
            return false;
        }
        int hostEnd = bytes[from] == '[' ? literalEnd(bytes, from, to) : nameEnd(bytes, from, to);
        return hostEnd > from && (hostEnd == to || (bytes[hostEnd] == ':' && isPort(bytes, hostEnd + 1, to)));
    }

    /** The end of a name, or {@code from} if it is none. */
    private static int nameEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != ':') {
            if (bytes[at] == '%') {
                if (at + 2 >= to || hex(bytes[at + 1]) < 0 || hex(bytes[at + 2]) < 0) {
                    return from;
                }
                at += 2;
            } else if (!NAME[bytes[at] & 0xff]) {
                return from;
            }
            at++;
        }
        return at;
    }

    private static int hex(byte octet) {
        return CharClass.HEX[octet & 0xff];
    }

    /** An empty port is within the grammar. */
    private static boolean isPort(byte[] bytes, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = port * 10 + digit;
            if (port > MAX_PORT) {
                return false;
            }
        }
        return true;
    }

    /** The end of a bracketed IPv6 address, brackets included, or {@code from} if it is none. */
    private static int literalEnd(byte[] bytes, int from, int to) {
        int close = from;
        while (close < to && bytes[close] != ']') {
            close++;
        }
        return close < to && isIpv6(bytes, from + 1, close) ? close + 1 : from;
    }

    private static boolean isIpv6(byte[] bytes, int from, int to) {
        int groups = 0;
        boolean isCompressed = false;
        int at = from;
        if (to - from >= 2 && bytes[from] == ':' && bytes[from + 1] == ':') {
            isCompressed = true;
            at += 2;
        }
        while (at < to) {
            int end = at;
            while (end < to && hex(bytes[end]) >= 0) {
                end++;
            }
            if (end < to && bytes[end] == '.') {
                return isIpv4(bytes, at, to) && isWhole(groups + 2, isCompressed);
            }
            if (end == at || end - at > 4 || ++groups > 8) {
                return false;
            }
            at = end;
            if (at < to) {
                if (bytes[at] != ':' || ++at == to) {
                    return false;
                }
                if (bytes[at] == ':') {
                    if (isCompressed) {
                        return false;
                    }
                    isCompressed = true;
                    at++;
                }
            }
        }
        return isWhole(groups, isCompressed);
    }

    private static boolean isWhole(int groups, boolean isCompressed) {
        return isCompressed ? groups < 8 : groups == 8;
    }

    private static boolean isIpv4(byte[] bytes, int from, int to) {
        int parts = 0;
        int at = from;
        while (at < to) {
            int value = 0;
            int start = at;
            while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - start < 3) {
                value = value * 10 + bytes[at++] - '0';
            }
            if (at == start || value > 255 || ++parts > 4) {
                return false;
            }
            if (at < to && (bytes[at++] != '.' || at == to)) {
                return false;
            }
        }
        return parts == 4;
    }
}
