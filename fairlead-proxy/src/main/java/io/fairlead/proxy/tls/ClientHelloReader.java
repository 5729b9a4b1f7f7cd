package io.fairlead.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server name that a client asks for from the first bytes of a connection, without consuming them and without a
 * TLS library. The ClientHello may be spread over any number of reads and of records.
 *
 * <p>The work done is linear in the number of bytes, however they are cut, and the bytes it wants are bounded: past
 * {@link #MAX_BYTES} of them the result is {@link Result#MALFORMED}. What it accepts is what BoringSSL, and so Envoy's TLS
 * inspector, accepts as far as the name depends on it; ciphers, versions and the content of other extensions are not looked
 * at. One instance reads one connection. Source: RFC 8446 sections 4.1.2, 4.2 and 5.1, RFC 6066 section 3.
 */
public final class ClientHelloReader {
    /** The longest ClientHello that is read, in bytes, with its header. Source: Envoy {@code max_client_hello_size}. */
    public static final int MAX_HELLO_BYTES = 16 * 1024;

    /** The most bytes of a connection that are looked at: a longest ClientHello in records of a sensible size. */
    public static final int MAX_BYTES = 32 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int MAX_RECORD_BYTES = 1 << 14;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int MAX_NAME_BYTES = 255;

    /** What the bytes so far are. */
    public enum Result {
        /** The beginning of a ClientHello: more bytes will tell. */
        NEED_MORE,
        /** A whole ClientHello; see {@link #serverName()}. */
        FOUND,
        /** Something else than TLS. */
        NOT_TLS,
        /** TLS that no server would accept, or a ClientHello that is too long. */
        MALFORMED
    }

    private byte[] hello = new byte[512];
    private int size;
    private int scanned;
    private Result result = Result.NEED_MORE;
    private @Nullable String serverName;

    /**
     * Looks at what has come.
     *
     * @param in everything that has come so far, from its reader index, which is not moved; the same bytes as in the last
     *     call, and more behind them
     */
    public Result read(ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        while (result == Result.NEED_MORE && available > scanned) {
            if (!isRecordOfHandshake(in, start + scanned, available - scanned)) {
                result = scanned == 0 ? Result.NOT_TLS : Result.MALFORMED;
            } else if (available - scanned < RECORD_HEADER) {
                break;
            } else if (!takeRecord(in, start + scanned, available - scanned)) {
                break;
            }
        }
        if (result == Result.NEED_MORE && available >= MAX_BYTES) {
            result = Result.MALFORMED;
        }
        return result;
    }

    /** The name in lower case, null if there is none, or no ClientHello yet. */
    public @Nullable String serverName() {
        return result == Result.FOUND ? serverName : null;
    }

    /** Whether the bytes of a record's header that are there, one at least, can begin one of the handshake. */
    private static boolean isRecordOfHandshake(ByteBuf in, int at, int available) {
        if (in.getUnsignedByte(at) != HANDSHAKE || available > 1 && in.getUnsignedByte(at + 1) != 3) {
            return false;
        }
        if (available < RECORD_HEADER) {
            return true;
        }
        int length = in.getUnsignedShort(at + 3);
        return length > 0 && length <= MAX_RECORD_BYTES;
    }

    /** Takes in a record if it is all there, or what is there of it if that ends the ClientHello; whether it was. */
    private boolean takeRecord(ByteBuf in, int at, int available) {
        int length = in.getUnsignedShort(at + 3);
        int there = Math.min(length, available - RECORD_HEADER);
        if (there < length) {
            // A first record that cannot begin a ClientHello is told from its first byte: nothing is waited for.
            if (there > 0 && size == 0 && in.getUnsignedByte(at + RECORD_HEADER) != CLIENT_HELLO) {
                result = Result.MALFORMED;
            }
            return false;
        }
        append(in, at + RECORD_HEADER, length);
        scanned += RECORD_HEADER + length;
        examine();
        return true;
    }

    private void append(ByteBuf in, int at, int length) {
        if (hello.length - size < length) {
            hello = Arrays.copyOf(hello, Math.max(hello.length * 2, size + length));
        }
        in.getBytes(at, hello, size, length);
        size += length;
    }

    private void examine() {
        if ((hello[0] & 0xFF) != CLIENT_HELLO) {
            result = Result.MALFORMED;
        } else if (size >= HANDSHAKE_HEADER) {
            int end = HANDSHAKE_HEADER + (number(1) << 16 | number(2) << 8 | number(3));
            if (end > MAX_HELLO_BYTES || size > end) {
                // Nothing may follow a ClientHello before it is answered.
                result = Result.MALFORMED;
            } else if (size == end) {
                result = parse(end) ? Result.FOUND : Result.MALFORMED;
            }
        }
    }

    private boolean parse(int end) {
        int at = HANDSHAKE_HEADER + VERSION_AND_RANDOM;
        if (at >= end || number(at) > MAX_SESSION_ID_BYTES) {
            return false;
        }
        at += 1 + number(at);
        if (at + 2 > end || shortAt(at) < 2 || shortAt(at) % 2 != 0) {
            return false;
        }
        at += 2 + shortAt(at);
        if (at >= end || number(at) == 0) {
            return false;
        }
        at += 1 + number(at);
        if (at == end) {
            return true;
        }
        return at + 2 <= end && at + 2 + shortAt(at) == end && parseExtensions(at + 2, end);
    }

    private boolean parseExtensions(int from, int end) {
        boolean named = false;
        int at = from;
        while (at < end) {
            if (at + 4 > end) {
                return false;
            }
            int type = shortAt(at);
            int body = at + 4;
            int next = body + shortAt(at + 2);
            if (next > end || type == SERVER_NAME && (named || !parseName(body, next))) {
                return false;
            }
            named |= type == SERVER_NAME;
            at = next;
        }
        return true;
    }

    /** The list has exactly one name: RFC 6066 allows one of a type, and there is only one type. */
    private boolean parseName(int from, int end) {
        int name = from + 5;
        if (name >= end
                || shortAt(from) != end - from - 2
                || number(from + 2) != HOST_NAME
                || shortAt(from + 3) != end - name
                || end - name > MAX_NAME_BYTES) {
            return false;
        }
        byte[] lower = Arrays.copyOfRange(hello, name, end);
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] == 0) {
                return false;
            }
            if (lower[i] >= 'A' && lower[i] <= 'Z') {
                lower[i] |= 0x20;
            }
        }
        serverName = new String(lower, StandardCharsets.ISO_8859_1);
        return true;
    }

    private int number(int at) {
        return hello[at] & 0xFF;
    }

    private int shortAt(int at) {
        return number(at) << 8 | number(at + 1);
    }
}
