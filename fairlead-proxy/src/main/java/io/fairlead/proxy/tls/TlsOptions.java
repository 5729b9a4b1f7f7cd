package io.fairlead.proxy.tls;

import java.time.Duration;

/**
 * How TLS is done, as far as no configuration says it.
 *
 * @param handshake how long a client's TLS hello may take, and then the handshake; as long a server's
 * @param fileCheck how often files of certificates are looked at for changes
 */
public record TlsOptions(TlsEngine engine, Duration handshake, Duration fileCheck) {
    /** The best engine of this machine. Envoy waits 15 seconds for what its listener filters want to see. */
    public static TlsOptions standard() {
        return new TlsOptions(TlsEngine.best(), Duration.ofSeconds(15), Duration.ofSeconds(1));
    }

    /** Checks the ranges. */
    public TlsOptions {
        if (handshake.toMillis() <= 0 || fileCheck.toMillis() <= 0) {
            throw new IllegalArgumentException("out of range: handshake " + handshake + ", fileCheck " + fileCheck);
        }
    }
}
