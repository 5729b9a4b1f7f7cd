package io.fairlead.testkit.client;

import io.fairlead.testkit.http.MalformedMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** A response that did not come, or not completely. */
public final class ClientException extends Exception {
    private final ClientError error;
    private final transient @Nullable RawResponse partial;

    private ClientException(ClientError error, @Nullable RawResponse partial, IOException cause) {
        super(error + ": " + cause.getMessage(), cause);
        this.error = error;
        this.partial = partial;
    }

    static ClientException of(IOException cause, @Nullable RawResponse partial) {
        return new ClientException(classify(cause), partial, cause);
    }

    /** What went wrong. */
    public ClientError error() {
        return error;
    }

    /** The response so far, null if not even its head was complete. */
    public @Nullable RawResponse partial() {
        return partial;
    }

    private static ClientError classify(IOException cause) {
        if (cause instanceof ConnectException) {
            return ClientError.REFUSED;
        }
        if (cause instanceof SocketTimeoutException) {
            return ClientError.TIMEOUT;
        }
        if (cause instanceof StreamResetException) {
            return ClientError.STREAM_RESET;
        }
        if (cause instanceof MalformedMessage) {
            return ClientError.MALFORMED;
        }
        return cause instanceof SocketException ? ClientError.RESET : ClientError.CLOSED;
    }
}
