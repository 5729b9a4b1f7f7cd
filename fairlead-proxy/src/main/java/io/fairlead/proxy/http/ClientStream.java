package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.Framing;

/**
 * The client's side of one exchange, whatever the protocol: takes the response, as a {@link BodySink} its body, and brings
 * the request. The exchange is told of the client by {@link HttpExchange#begin}, {@link HttpExchange#requestBody}, {@link
 * HttpExchange#downstreamWritabilityChanged} and {@link HttpExchange#downstreamClosed}. Event loop only.
 */
interface ClientStream extends BodySink {
    /** What is known of the client's connection. */
    ClientFacts facts();

    /** Whether the client speaks HTTP/2 rather than HTTP/1.1. */
    boolean isHttp2();

    /** Whether what is written now is sent on rather than piled up. */
    boolean isWritable();

    /** The upstream can take more of the body. */
    void bodyWanted();

    /** Lets a client that expects it send the body (100). */
    void proceed();

    /** The proxy answers by itself: nobody wants the rest of the request. Comes before {@link #head}. */
    void skipRequest();

    /**
     * Begins the response.
     *
     * @return how many bytes it takes on the wire, as far as is known
     */
    int head(int status, HeaderEdits edits, Framing framing);

    /** Sends what was written, at once or at the end of the input being processed. */
    void flush();

    /** The exchange is over and its response written. The exchange must not be used any more. */
    void exchangeEnded(HttpExchange ended);

    /** Ends without another byte, since the response in progress cannot be completed; tells the exchange so. */
    void abort();
}
