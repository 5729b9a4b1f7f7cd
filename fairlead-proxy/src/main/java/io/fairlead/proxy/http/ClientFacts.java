package io.fairlead.proxy.http;

import io.fairlead.proxy.listen.AcceptedConnection;
import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.tls.PeerIdentity;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What does not change while a client is connected. Any thread. */
final class ClientFacts {
    private static final AtomicLong IDS = new AtomicLong();

    private static final SocketAddress UNKNOWN = new SocketAddress() {
        @Override
        public String toString() {
            return "unknown";
        }
    };

    private final AcceptedConnection connection;
    private final long id = IDS.incrementAndGet();
    private final AddressText local;
    private final AddressText remote;
    private final AddressText peer;
    private final byte[] remoteIp;
    private final byte @Nullable [] forwardedClientCert;

    /** The facts of an open connection. */
    ClientFacts(AcceptedConnection connection) {
        this.connection = connection;
        this.local = textOf(connection.serverAddress());
        this.remote = textOf(connection.clientAddress());
        this.peer = textOf(connection.channel().remoteAddress());
        this.remoteIp = remote.withoutPort().getBytes(StandardCharsets.US_ASCII);
        AcceptedConnection.Tls tls = connection.tls();
        PeerIdentity identity = tls == null ? null : tls.peer();
        this.forwardedClientCert = identity == null ? null : identity.forwardedClientCert();
    }

    private static AddressText textOf(@Nullable SocketAddress address) {
        return new AddressText(address == null ? UNKNOWN : address);
    }

    /** The connection as its listener accepted it. */
    AcceptedConnection connection() {
        return connection;
    }

    /** What a request that begins now is routed by, null if the configuration no longer has what the connection came for. */
    RoutingTables.@Nullable Table table(RoutingTables tables) {
        return tables.table(
                connection.listener().key(), connection.chain().content().name());
    }

    /** The number of the connection, unique in this process. */
    long id() {
        return id;
    }

    /** The connection's address on this side. */
    AddressText local() {
        return local;
    }

    /** The other end of the connection, which is a load balancer's if that announces its clients. */
    AddressText peer() {
        return peer;
    }

    /** The connection's address on the client's side. */
    AddressText remote() {
        return remote;
    }

    /** Whether the client came by TLS. */
    boolean isSecure() {
        return connection.tls() != null;
    }

    /** What the upstream is told of the client's certificate, in ASCII; null if it showed none. Not copied. */
    byte @Nullable [] forwardedClientCert() {
        return forwardedClientCert;
    }

    /** The client's IP address in ASCII; not copied. */
    byte[] remoteIp() {
        return remoteIp;
    }
}
