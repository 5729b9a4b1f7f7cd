package io.fairlead.proxy.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * The two ends of a client's connection, as a PROXY header tells them. Source: HAProxy, "The PROXY protocol", versions 1 and
 * 2.
 *
 * @param source the client's end
 * @param destination the end that the client connected to
 */
public record ProxyHeader(SocketAddress source, SocketAddress destination) {
    private static final byte[] UNKNOWN_V1 = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PROXY = 0x21;
    private static final int LOCAL = 0x20;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;

    /** Writes the header in text; one that tells nothing if the ends are not both of IPv4 or both of IPv6. */
    public ByteBuf toV1(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(ProxyHeaderReader.MAX_V1_BYTES);
        int version = commonVersion();
        if (version == 0) {
            return out.writeBytes(UNKNOWN_V1);
        }
        InetSocketAddress from = (InetSocketAddress) source;
        InetSocketAddress to = (InetSocketAddress) destination;
        String text = "PROXY TCP" + version + " " + from.getAddress().getHostAddress() + " "
                + to.getAddress().getHostAddress() + " " + from.getPort() + " " + to.getPort() + "\r\n";
        out.writeCharSequence(text, StandardCharsets.US_ASCII);
        return out;
    }

    /** Writes the header in bytes; one that tells nothing if the ends are not both of IPv4 or both of IPv6. */
    public ByteBuf toV2(ByteBufAllocator allocator) {
        ByteBuf out = allocator.buffer(ProxyHeaderReader.V2_HEADER_BYTES + 36);
        out.writeBytes(ProxyHeaderReader.signature());
        int version = commonVersion();
        if (version == 0) {
            return out.writeByte(LOCAL).writeByte(0).writeShort(0);
        }
        InetSocketAddress from = (InetSocketAddress) source;
        InetSocketAddress to = (InetSocketAddress) destination;
        out.writeByte(PROXY).writeByte(version == 4 ? TCP4 : TCP6).writeShort(version == 4 ? 12 : 36);
        out.writeBytes(from.getAddress().getAddress())
                .writeBytes(to.getAddress().getAddress());
        return out.writeShort(from.getPort()).writeShort(to.getPort());
    }

    /** 4 or 6 if both ends are of that version of IP, else 0. */
    private int commonVersion() {
        int version = version(source);
        return version == version(destination) ? version : 0;
    }

    private static int version(SocketAddress address) {
        if (!(address instanceof InetSocketAddress ip) || ip.getAddress() == null) {
            return 0;
        }
        return ip.getAddress().getAddress().length == 4 ? 4 : 6;
    }
}
