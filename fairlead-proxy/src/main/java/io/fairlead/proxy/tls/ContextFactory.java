package io.fairlead.proxy.tls;

import io.fairlead.proxy.tls.PeerTrust.HostName;
import io.fairlead.routing.tls.DownstreamTls;
import io.fairlead.routing.tls.DownstreamTls.ClientCertificate;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.TlsParameters;
import io.fairlead.routing.tls.TlsParameters.Version;
import io.fairlead.routing.tls.UpstreamTls;
import io.fairlead.routing.tls.UpstreamTls.ServerName;
import io.fairlead.routing.tls.UpstreamTls.Verification;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProtocols;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** Makes the contexts of Netty's TLS from a configuration and its {@link Material}. Stateless. */
final class ContextFactory {
    /** Versions 1.3 and 1.2, those that take the processor least first. */
    private static final List<String> DEFAULT_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private static final List<String> SUITES_OF_1_3 = DEFAULT_SUITES.subList(0, 3);

    private final TlsEngine engine;

    ContextFactory(TlsEngine engine) {
        this.engine = engine;
    }

    /** The context of a server. */
    SslContext server(DownstreamTls tls, Material material) throws TlsProblem {
        SslContextBuilder builder = SslContextBuilder.forServer(keys(material));
        PeerCheck check = tls.check();
        if (check != null) {
            builder.trustManager(trust(check, material, HostName.IGNORED));
        }
        builder.clientAuth(clientAuth(tls.clientCertificate()));
        return build(builder, tls.parameters(), tls.applicationProtocols());
    }

    /** The context of a client. */
    SslContext client(UpstreamTls tls, Material material) throws TlsProblem {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (!material.keyPairs().isEmpty()) {
            builder.keyManager(keys(material));
        }
        PeerCheck check = tls.check();
        if (check == null) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else {
            boolean ofHost = tls.serverName() instanceof ServerName.OfRequest name
                    && name.verification() == Verification.SUBJECT_ALT_NAMES;
            builder.trustManager(trust(check, material, ofHost ? HostName.REQUIRED : HostName.IGNORED));
        }
        return build(builder, TlsParameters.DEFAULT, tls.applicationProtocols());
    }

    private static ClientAuth clientAuth(ClientCertificate wanted) {
        return switch (wanted) {
            case NONE -> ClientAuth.NONE;
            case OPTIONAL -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }

    private KeyManagerFactory keys(Material material) throws TlsProblem {
        List<KeyRing.Entry> entries = new ArrayList<>();
        for (Material.LoadedPair pair : material.keyPairs()) {
            List<X509Certificate> chain = PemDecoder.certificates(pair.chain());
            PrivateKey key = PemDecoder.privateKey(pair.key());
            if (!PrivateKeys.belongsTo(key, chain.get(0).getPublicKey())) {
                throw new TlsProblem("the key of " + pair.key() + " is not that of the certificate of " + pair.chain());
            }
            entries.add(new KeyRing.Entry(chain, key));
        }
        KeyManagerFactory factory = new KeyManagerFactoryWrapper(new KeyRing(entries));
        // Without the cache, BoringSSL would be given the key anew for every connection.
        return engine == TlsEngine.BORINGSSL ? new OpenSslCachingX509KeyManagerFactory(factory) : factory;
    }

    private static TrustManager trust(PeerCheck check, Material material, HostName hostName) throws TlsProblem {
        Pem authorities = material.authorities();
        if (authorities == null) {
            throw new IllegalStateException("no authorities were loaded for " + check);
        }
        Pem revocations = material.revocations();
        return new PeerTrust(
                check,
                PemDecoder.certificates(authorities),
                revocations == null ? List.of() : PemDecoder.revocations(revocations),
                hostName);
    }

    private SslContext build(SslContextBuilder builder, TlsParameters parameters, List<String> protocols)
            throws TlsProblem {
        List<String> suites = new ArrayList<>(parameters.cipherSuites().isEmpty() ? DEFAULT_SUITES : SUITES_OF_1_3);
        suites.addAll(parameters.cipherSuites());
        builder.sslProvider(engine.provider())
                .protocols(versions(parameters))
                .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
                .endpointIdentificationAlgorithm(null);
        if (!protocols.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    protocols));
        }
        if (!parameters.curves().isEmpty() && engine == TlsEngine.BORINGSSL) {
            builder.option(OpenSslContextOption.GROUPS, parameters.curves().toArray(String[]::new));
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsProblem("the TLS settings cannot be used (" + rootMessage(e) + ")");
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private static List<String> versions(TlsParameters parameters) {
        List<String> versions = new ArrayList<>();
        for (Version version : Version.values()) {
            if (version.compareTo(parameters.minimum()) >= 0 && version.compareTo(parameters.maximum()) <= 0) {
                versions.add(
                        switch (version) {
                            case TLS_1_0 -> "TLSv1";
                            case TLS_1_1 -> "TLSv1.1";
                            case TLS_1_2 -> SslProtocols.TLS_v1_2;
                            case TLS_1_3 -> SslProtocols.TLS_v1_3;
                        });
            }
        }
        return versions;
    }
}
