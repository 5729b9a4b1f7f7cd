package io.fairlead.proxy.upstream;

import io.netty.buffer.ByteBuf;

/** What a request in flight hears of its upstream connection. All calls come on the connection's event loop. */
public interface UpstreamHandler {
    /** The connection asked for is established and belongs to the request. */
    void upstreamConnected(UpstreamConnection connection);

    /** The connection asked for could not be made; there will be no further call. */
    void upstreamConnectFailed(ConnectFailure failure);

    /** Bytes came in. The receiver releases {@code bytes}. */
    void upstreamRead(ByteBuf bytes);

    /** A batch of reads is over: time to flush what was written because of it. */
    void upstreamReadComplete();

    /** The connection can take more bytes again, or no more for now; see {@link UpstreamConnection#isWritable()}. */
    void upstreamWritabilityChanged();

    /** The connection ended, before the request gave it back. There will be no further call. */
    void upstreamClosed(CloseReason reason);

    /** How a connection ended. */
    enum CloseReason {
        /** The other side closed it in an orderly way. */
        REMOTE_CLOSE,
        /** It was reset, or failed otherwise. */
        RESET
    }

    /** Why a connection could not be made. */
    record ConnectFailure(Kind kind, String message) {
        /** The kinds that are told apart. */
        public enum Kind {
            /** Refused, unreachable or otherwise failed. */
            FAILED,
            /** Not answered in time. */
            TIMEOUT
        }
    }
}
