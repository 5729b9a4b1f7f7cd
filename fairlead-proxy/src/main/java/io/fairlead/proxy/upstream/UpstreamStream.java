package io.fairlead.proxy.upstream;

import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.observe.AddressText;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection to an upstream. In HTTP/1.1 that is the connection itself, for as long as it belongs to the
 * request. The request hears of it by its {@link UpstreamHandler} until it calls {@link #done}, {@link #discard} or {@link
 * #reset}, exactly one of which must come unless the handler was told of a failure. Event loop only.
 */
public interface UpstreamStream extends BodySink {
    /** This proxy's address of the connection, null before it is established. */
    @Nullable
    AddressText localAddress();

    /** Whether the connection is established and open. */
    boolean isActive();

    /** Whether what is written now is sent on rather than piled up. */
    boolean isWritable();

    /** Begins the request. Only when {@link UpstreamHandler#upstreamConnected} was called, or {@link #isActive}. */
    void begin(OutgoingRequest request);

    /** Sends what was written. */
    void flush();

    /** Stops or resumes reading the response, for back-pressure. */
    void reading(boolean wanted);

    /** The response is complete. The connection is kept if it can be used again. */
    void done();

    /** Nobody wants the rest of a response, whose head is being told. The connection is kept if the rest is at hand. */
    void discard();

    /** The request is given up, wherever it is. A connection being made for it goes to the pool once it is there. */
    void reset();
}
