package io.fairlead.proxy.upstream;

import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.message.BodySink;
import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.proxyprotocol.ProxyHeader;
import org.jspecify.annotations.Nullable;

/**
 * What a request in flight hears of its upstream; as a {@link BodySink} it takes the response's body. All calls come on the
 * connection's event loop.
 */
public interface UpstreamHandler extends BodySink {
    /** The request that is to be sent. */
    OutgoingRequest request();

    /**
     * The host that the request is for, in lower case and without port: what TLS asks the server for, and verifies, where the
     * configuration names no other. "" for none: a server whose name must be verified is not talked to then.
     */
    default String serverName() {
        return "";
    }

    /** The connection asked for is established and ready for the request. */
    void upstreamConnected(UpstreamStream stream);

    /** Whose the request is, for upstreams that want to be told by the PROXY protocol; null if nobody's in particular. */
    default @Nullable ProxyHeader client() {
        return null;
    }

    /** The connection asked for could not be made; there will be no further call. */
    void upstreamConnectFailed(ConnectFailure failure);

    /** A response begins, or an interim one came. {@code head} is valid until the end of the response. */
    void upstreamHead(ResponseHead head);

    /** A batch of reads is over: time to flush what was written because of it. */
    void upstreamReadComplete();

    /** The connection can take more bytes again, or no more for now; see {@link UpstreamStream#isWritable()}. */
    void upstreamWritabilityChanged();

    /** The response will not be completed, and the stream cannot be used any more. There will be no further call. */
    void upstreamClosed(CloseReason reason);

    /** How a stream ended before its response did. */
    enum CloseReason {
        /** The other side closed the connection in an orderly way. */
        REMOTE_CLOSE,
        /** It was reset, or failed otherwise. */
        RESET,
        /** What came is no valid response. */
        PROTOCOL_ERROR,
        /** The other side reset the request alone. */
        STREAM_RESET,
        /** The other side says that it did nothing with the request, so that it can safely be sent again. */
        REFUSED
    }

    /**
     * Why a connection could not be made.
     *
     * @param message as Envoy's {@code upstream_transport_failure_reason} has it
     */
    record ConnectFailure(Kind kind, String message) {
        /** The kinds that are told apart. */
        public enum Kind {
            /** Refused, unreachable or otherwise failed. */
            FAILED,
            /** Not answered in time. */
            TIMEOUT,
            /** Not made, or not given to the request: as much as may go on does already. */
            OVERFLOW
        }
    }
}
