package io.fairlead.proxy.listen;

import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import io.fairlead.proxy.tls.PeerIdentity;
import io.fairlead.routing.Listener.FilterChain;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection whose chain is chosen and whose content can be served.
 *
 * @param chain the chain as it was when the connection was accepted; what it carries may have changed since: what is in
 *     force is found by the listener's key and the name of the chain's content
 * @param serverName that of the client's TLS hello in lower case, "" if it named none or was not looked at
 * @param channel what it carries comes and goes in clear, unless the chain's content is TLS that is not ended here
 * @param tls null if TLS is not ended here
 */
public record AcceptedConnection(
        BoundListener listener,
        FilterChain chain,
        String serverName,
        Channel channel,
        @Nullable Tls tls) {
    /** The client's end of the connection, as a PROXY header tells it if there is one; null if it is not known. */
    public @Nullable SocketAddress clientAddress() {
        ProxyHeader header = channel.attr(ProxyHeaderPeek.HEADER).get();
        return header == null ? channel.remoteAddress() : header.source();
    }

    /** The end that the client connected to, as a PROXY header tells it if there is one; null if it is not known. */
    public @Nullable SocketAddress serverAddress() {
        ProxyHeader header = channel.attr(ProxyHeaderPeek.HEADER).get();
        return header == null ? channel.localAddress() : header.destination();
    }

    /**
     * What was agreed on by TLS.
     *
     * @param applicationProtocol by ALPN, "" for none
     * @param peer null if the client showed no certificate
     */
    public record Tls(String applicationProtocol, @Nullable PeerIdentity peer) {}
}
