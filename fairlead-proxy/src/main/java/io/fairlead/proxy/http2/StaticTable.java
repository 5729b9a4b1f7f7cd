package io.fairlead.proxy.http2;

import io.fairlead.routing.HeaderName;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The static table of HPACK (RFC 7541 appendix A). Indexes count from 1. */
final class StaticTable {
    private static final String[] FIELDS = {
        ":authority",
        ":method: GET",
        ":method: POST",
        ":path: /",
        ":path: /index.html",
        ":scheme: http",
        ":scheme: https",
        ":status: 200",
        ":status: 204",
        ":status: 206",
        ":status: 304",
        ":status: 400",
        ":status: 404",
        ":status: 500",
        "accept-charset",
        "accept-encoding: gzip, deflate",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    /** How many entries there are. */
    static final int SIZE = FIELDS.length;

    private static final int SLOTS = 256;
    /** All names and values. */
    static final byte[] BYTES;

    private static final int[] NAME_FROM = new int[SIZE + 1];
    private static final int[] NAME_TO = new int[SIZE + 1];
    private static final int[] VALUE_TO = new int[SIZE + 1];
    private static final int[] HASHES = new int[SIZE + 1];
    /** The first index of each name, by hash, with open addressing. */
    private static final int[] BY_NAME = new int[SLOTS];

    static {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= SIZE; i++) {
            String field = FIELDS[i - 1];
            int colon = field.indexOf(": ");
            String name = colon < 0 ? field : field.substring(0, colon);
            NAME_FROM[i] = text.length();
            NAME_TO[i] = text.append(name).length();
            VALUE_TO[i] =
                    text.append(colon < 0 ? "" : field.substring(colon + 2)).length();
            HASHES[i] = HeaderName.of(name).hashCode();
        }
        BYTES = text.toString().getBytes(StandardCharsets.US_ASCII);
        for (int i = 1; i <= SIZE; i++) {
            if (HASHES[i] != HASHES[i - 1]) {
                int slot = slot(HASHES[i]);
                while (BY_NAME[slot] != 0) {
                    slot = (slot + 1) % SLOTS;
                }
                BY_NAME[slot] = i;
            }
        }
    }

    private StaticTable() {}

    private static int slot(int hash) {
        return (hash ^ hash >>> 9 ^ hash >>> 18) & SLOTS - 1;
    }

    static int nameFrom(int index) {
        return NAME_FROM[index];
    }

    static int nameTo(int index) {
        return NAME_TO[index];
    }

    static int valueTo(int index) {
        return VALUE_TO[index];
    }

    /** The first entry with a name, whose {@link HeaderName#hash} is {@code hash}; 0 if there is none. */
    static int find(int hash, byte[] name, int from, int to) {
        int slot = slot(hash);
        for (int i = BY_NAME[slot]; i != 0; i = BY_NAME[slot]) {
            if (HASHES[i] == hash && Arrays.equals(BYTES, NAME_FROM[i], NAME_TO[i], name, from, to)) {
                return i;
            }
            slot = (slot + 1) % SLOTS;
        }
        return 0;
    }

    /** The entry that has the name of entry {@code first}, the first of its name, and a value; 0 if there is none. */
    static int findValue(int first, byte[] value, int from, int to) {
        int hash = HASHES[first];
        for (int i = first; i <= SIZE && HASHES[i] == hash; i++) {
            if (Arrays.equals(BYTES, NAME_TO[i], VALUE_TO[i], value, from, to)) {
                return i;
            }
        }
        return 0;
    }
}
