package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.DownstreamTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ends the TLS of clients, with certificates that are replaced when they change. Any thread. */
public final class ServerTls extends LiveContext {
    private final DownstreamTls config;
    private final ContextFactory factory;
    private final String name;
    private volatile List<String> ownUris = List.of();

    /**
     * TLS by a configuration; usable after the first {@link #refresh}.
     *
     * @param name of what it serves, for messages
     */
    ServerTls(DownstreamTls config, ContextFactory factory, String name) {
        this.config = config;
        this.factory = factory;
        this.name = name;
    }

    DownstreamTls config() {
        return config;
    }

    String name() {
        return name;
    }

    @Override
    List<String> files() {
        return Material.files(config.certificates(), config.check());
    }

    @Override
    Material load() throws TlsProblem {
        return Material.load(config.certificates(), config.check());
    }

    @Override
    SslContext build(Material material) throws TlsProblem {
        return factory.server(config, material);
    }

    @Override
    void replaced(Material material) {
        try {
            X509Certificate first =
                    PemDecoder.certificates(material.keyPairs().get(0).chain()).get(0);
            ownUris = List.copyOf(SubjectAltNames.uris(first));
        } catch (TlsProblem alreadyReported) {
            ownUris = List.of();
        }
    }

    /** The URIs that the certificate names this side by. */
    public List<String> ownUris() {
        return ownUris;
    }

    /** Whether this differs from another configuration in nothing but the certificates that are shown. */
    boolean differsOnlyInCertificates(ServerTls other) {
        return withoutCertificates().equals(other.withoutCertificates());
    }

    private DownstreamTls withoutCertificates() {
        return new DownstreamTls(
                List.of(),
                config.clientCertificate(),
                config.check(),
                config.parameters(),
                config.applicationProtocols());
    }

    /** What ends the TLS of one connection, null if there is no usable certificate. */
    public @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
        return with(context -> Objects.requireNonNull(context.newHandler(allocator)));
    }

    @Override
    public String toString() {
        return name;
    }
}
