package io.fairlead.testkit.client;

import io.fairlead.testkit.tls.TlsChoice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection that requests are sent over, one after the other. Not thread-safe. Nothing is retried. */
public interface HttpClient extends AutoCloseable {
    /**
     * Sends a request and reads its response.
     *
     * @param limit the time for both together
     */
    RawResponse exchange(RawRequest request, Duration limit) throws ClientException;

    /** What was seen of the TLS handshake, null if there was none. */
    TlsChoice.@Nullable Seen tls();

    @Override
    void close();
}
