package io.fairlead.proxy.observe;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address of one end of a connection, and its text: made when it is first asked for, then kept, since few
 * configurations ask at all. Any thread: two that are first at the same time both make it, which does no harm.
 */
public final class AddressText {
    private final SocketAddress address;
    private @Nullable String text;
    private @Nullable String host;

    /** Wraps an address. */
    public AddressText(SocketAddress address) {
        this.address = address;
    }

    /** The address itself. */
    public SocketAddress address() {
        return address;
    }

    /** {@code ip:port}, {@code [ip6]:port}, or what the address prints as if it is not one of IP. */
    public String text() {
        String known = text;
        if (known == null) {
            known = address instanceof InetSocketAddress ip
                    ? bracketed(ipOf(ip)) + ":" + ip.getPort()
                    : address.toString();
            text = known;
        }
        return known;
    }

    /** The IP address without port and brackets, or what the address prints as if it is not one of IP. */
    public String withoutPort() {
        String known = host;
        if (known == null) {
            known = address instanceof InetSocketAddress ip ? ipOf(ip) : address.toString();
            host = known;
        }
        return known;
    }

    /** The port, or -1 if the address is not one of IP. */
    public int port() {
        return address instanceof InetSocketAddress ip ? ip.getPort() : -1;
    }

    private static String ipOf(InetSocketAddress ip) {
        return ip.getAddress() == null ? ip.getHostString() : NetUtil.toAddressString(ip.getAddress());
    }

    private static String bracketed(String ip) {
        return ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
    }

    @Override
    public String toString() {
        return text();
    }
}
