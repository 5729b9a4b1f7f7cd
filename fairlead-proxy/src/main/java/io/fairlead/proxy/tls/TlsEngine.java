package io.fairlead.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** What does the cryptography of TLS: BoringSSL where its native library loads, else the JDK. */
public enum TlsEngine {
    /** BoringSSL, by netty-tcnative. */
    BORINGSSL(SslProvider.OPENSSL_REFCNT),
    /** {@code javax.net.ssl}: slower, without TLS 1.0 and 1.1, and with the JDK's choice of curves. */
    JDK(SslProvider.JDK);

    private final SslProvider provider;

    TlsEngine(SslProvider provider) {
        this.provider = provider;
    }

    /** The best engine of this machine. */
    public static TlsEngine best() {
        return OpenSsl.isAvailable() ? BORINGSSL : JDK;
    }

    SslProvider provider() {
        return provider;
    }
}
