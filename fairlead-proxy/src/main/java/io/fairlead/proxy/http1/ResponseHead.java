package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;

/**
 * The head of an upstream's response. After a refusal, {@link #refusal()} has what the client gets: status 502.
 *
 * <p>A head with a status below 200 is interim: others follow it, except for 101.
 */
public final class ResponseHead extends MessageHead {
    private final HeaderLines headers = new HeaderLines();
    private int status;

    /** An empty head. */
    public ResponseHead() {}

    @Override
    public HeaderLines headers() {
        return headers;
    }

    /** The status, 100 to 599. */
    public int status() {
        return status;
    }

    /** Whether this response is interim: 100 to 199 but not 101, which ends HTTP on the connection. */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    @Override
    void begin() {
        super.begin();
        status = 0;
    }

    @Override
    void rebase(byte[] array) {
        headers.reset(array);
    }

    @Override
    void moved(byte[] array) {
        headers.moved(array);
    }

    void status(int code) {
        status = code;
    }
}
