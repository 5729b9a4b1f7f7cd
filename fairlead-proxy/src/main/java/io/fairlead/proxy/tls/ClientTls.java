package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.UpstreamTls;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** Begins TLS with servers, with certificates that are replaced when they change. Any thread. */
public final class ClientTls extends LiveContext {
    private final UpstreamTls config;
    private final ContextFactory factory;
    private final String name;

    /**
     * TLS by a configuration; usable after the first {@link #refresh}.
     *
     * @param name of what it is used for, for messages
     */
    ClientTls(UpstreamTls config, ContextFactory factory, String name) {
        this.config = config;
        this.factory = factory;
        this.name = name;
    }

    /** The configuration. */
    public UpstreamTls config() {
        return config;
    }

    /** Whether connections are for one host each, that of the request. */
    public boolean isPerHost() {
        return config.serverName() instanceof ServerName.OfRequest;
    }

    private List<KeyPair> certificates() {
        KeyPair certificate = config.certificate();
        return certificate == null ? List.of() : List.of(certificate);
    }

    @Override
    List<String> files() {
        return Material.files(certificates(), config.check());
    }

    @Override
    Material load() throws TlsProblem {
        return Material.load(certificates(), config.check());
    }

    @Override
    SslContext build(Material material) throws TlsProblem {
        return factory.client(config, material);
    }

    /**
     * What begins the TLS of one connection, null if the certificates cannot be used.
     *
     * @param host that of the request in lower case and without port; it counts only if connections are {@link #isPerHost per
     *     host}
     * @param port that of the server
     */
    public @Nullable SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        String serverName = config.serverName() instanceof ServerName.Fixed fixed ? fixed.name() : host;
        return with(context -> newHandler(context, allocator, serverName, port));
    }

    private static SslHandler newHandler(SslContext context, ByteBufAllocator allocator, String serverName, int port) {
        SslHandler handler = Objects.requireNonNull(
                serverName.isEmpty() ? context.newHandler(allocator) : context.newHandler(allocator, serverName, port));
        if (!serverName.isEmpty()) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(isHostName(serverName) ? List.of(new SNIHostName(serverName)) : List.of());
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }

    /** A name that may be asked for: RFC 6066 has no addresses. */
    private static boolean isHostName(String name) {
        if (NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.".indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return !name.endsWith(".");
    }

    @Override
    public String toString() {
        return name;
    }
}
