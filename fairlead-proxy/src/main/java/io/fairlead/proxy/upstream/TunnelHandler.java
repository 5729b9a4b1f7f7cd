package io.fairlead.proxy.upstream;

import io.fairlead.proxy.upstream.UpstreamHandler.ConnectFailure;
import io.netty.buffer.ByteBuf;

/** What the user of a {@link TunnelConnection} hears of it. All calls come on the connection's event loop. */
public interface TunnelHandler {
    /** The connection is established. */
    void tunnelConnected();

    /** The connection could not be made; there will be no further call. */
    void tunnelConnectFailed(ConnectFailure failure);

    /** Bytes came in. The receiver releases {@code bytes}. */
    void tunnelRead(ByteBuf bytes);

    /** A batch of reads is over: time to flush what was written because of it. */
    void tunnelReadComplete();

    /** The connection can take more bytes again, or no more for now; see {@link TunnelConnection#isWritable()}. */
    void tunnelWritabilityChanged();

    /** The other side sends nothing more, but may still read. */
    void tunnelInputEnded();

    /** The connection was reset, or failed otherwise. There will be no further call. */
    void tunnelFailed();
}
