package io.fairlead.proxy.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header, version 1 or 2, at the beginning of a connection. What it reads is bounded: {@link #MAX_V1_BYTES} in
 * text, {@link #MAX_V2_BYTES} in bytes. Extensions of version 2 are skipped. One instance reads one connection. Source:
 * HAProxy, "The PROXY protocol".
 */
public final class ProxyHeaderReader {
    /** The longest header of version 1, in bytes. */
    public static final int MAX_V1_BYTES = 107;

    /** The longest header of version 2 that is read, with its extensions, in bytes. */
    public static final int MAX_V2_BYTES = 4096;

    static final int V2_HEADER_BYTES = 16;

    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final byte[] V1_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX = 0x31;

    private @Nullable ProxyHeader header;

    /** A reader of one connection. */
    public ProxyHeaderReader() {}

    /** What the bytes so far are. */
    public enum Result {
        /** The beginning of a header: more bytes will tell. */
        NEED_MORE,
        /** A whole header, which was consumed; see {@link #header()}. */
        FOUND,
        /** No header that can be read. */
        MALFORMED
    }

    static byte[] signature() {
        return SIGNATURE.clone();
    }

    /** The ends of the client's connection; null if the header tells none: those of the connection itself count. */
    public @Nullable ProxyHeader header() {
        return header;
    }

    /** Looks at everything that has come so far; consumes the header once it is whole, and nothing else. */
    public Result read(ByteBuf in) {
        if (!in.isReadable()) {
            return Result.NEED_MORE;
        }
        boolean binary = in.getByte(in.readerIndex()) == SIGNATURE[0];
        byte[] start = binary ? SIGNATURE : V1_START;
        int known = Math.min(start.length, in.readableBytes());
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != start[i]) {
                return Result.MALFORMED;
            }
        }
        if (known < start.length) {
            return Result.NEED_MORE;
        }
        return binary ? readV2(in) : readV1(in);
    }

    // ---- version 1

    private Result readV1(ByteBuf in) {
        int length = Math.min(in.readableBytes(), MAX_V1_BYTES);
        int end = in.indexOf(in.readerIndex(), in.readerIndex() + length, (byte) '\n');
        if (end < 0) {
            return length == MAX_V1_BYTES ? Result.MALFORMED : Result.NEED_MORE;
        }
        String line = in.toString(in.readerIndex(), end - in.readerIndex(), StandardCharsets.ISO_8859_1);
        if (!line.endsWith("\r") || !parse(line.substring(V1_START.length, line.length() - 1))) {
            return Result.MALFORMED;
        }
        in.readerIndex(end + 1);
        return Result.FOUND;
    }

    private boolean parse(String text) {
        if (text.equals("UNKNOWN") || text.startsWith("UNKNOWN ")) {
            return true;
        }
        String[] words = text.split(" ", -1);
        if (words.length != 5 || !words[0].equals("TCP4") && !words[0].equals("TCP6")) {
            return false;
        }
        boolean four = words[0].equals("TCP4");
        InetSocketAddress source = address(words[1], words[3], four);
        InetSocketAddress destination = address(words[2], words[4], four);
        if (source == null || destination == null) {
            return false;
        }
        header = new ProxyHeader(source, destination);
        return true;
    }

    private static @Nullable InetSocketAddress address(String ip, String port, boolean four) {
        boolean valid = four
                ? NetUtil.isValidIpV4Address(ip)
                : NetUtil.isValidIpV6Address(ip) && ip.indexOf('%') < 0 && ip.indexOf('[') < 0;
        byte[] bytes = valid ? NetUtil.createByteArrayFromIpAddressString(ip) : null;
        int number = port(port);
        return bytes == null || number < 0 ? null : address(bytes, number);
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5 || text.length() > 1 && text.charAt(0) == '0') {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            port = port * 10 + digit - '0';
        }
        return port <= 65535 ? port : -1;
    }

    private static InetSocketAddress address(byte[] ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address of " + ip.length + " bytes", impossible);
        }
    }

    // ---- version 2

    private Result readV2(ByteBuf in) {
        if (in.readableBytes() < V2_HEADER_BYTES) {
            return Result.NEED_MORE;
        }
        int at = in.readerIndex();
        int command = in.getUnsignedByte(at + 12);
        int family = in.getUnsignedByte(at + 13);
        int length = in.getUnsignedShort(at + 14);
        if (length > MAX_V2_BYTES - V2_HEADER_BYTES || !isServed(command, family, length)) {
            return Result.MALFORMED;
        }
        if (in.readableBytes() < V2_HEADER_BYTES + length) {
            return Result.NEED_MORE;
        }
        if (command == PROXY && (family == TCP4 || family == TCP6)) {
            int size = family == TCP4 ? 4 : 16;
            int addresses = at + V2_HEADER_BYTES;
            header = new ProxyHeader(
                    address(in, addresses, size, addresses + 2 * size),
                    address(in, addresses + size, size, addresses + 2 * size + 2));
        }
        in.skipBytes(V2_HEADER_BYTES + length);
        return Result.FOUND;
    }

    private static boolean isServed(int command, int family, int length) {
        if (command == LOCAL) {
            return true;
        }
        return command == PROXY
                && switch (family) {
                    case 0 -> true;
                    case TCP4 -> length >= 12;
                    case TCP6 -> length >= 36;
                    case UNIX -> length >= 216;
                    default -> false;
                };
    }

    private static InetSocketAddress address(ByteBuf in, int at, int size, int portAt) {
        byte[] ip = new byte[size];
        in.getBytes(at, ip);
        return address(ip, in.getUnsignedShort(portAt));
    }
}
