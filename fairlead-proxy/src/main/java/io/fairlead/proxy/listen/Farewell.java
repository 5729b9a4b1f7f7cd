package io.fairlead.proxy.listen;

import io.fairlead.proxy.tls.TlsOutput;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/**
 * The end of a client's connection after the last byte was written. Both closing and ending the output would discard what
 * the client has not taken yet, so they wait for it, as long as it takes anything at all. Event loop only.
 */
public final class Farewell {
    private final Channel channel;
    private final long patienceNanos;
    private long lastNanos;
    private long lastUnsentBytes;

    private Farewell(Channel channel, Duration patience, long nowNanos) {
        this.channel = channel;
        this.patienceNanos = patience.toNanos();
        this.lastNanos = nowNanos;
    }

    /** Closes the connection once all is sent. */
    public static Farewell closing(Channel channel, Duration patience, long nowNanos) {
        return new Farewell(channel, patience, nowNanos).whenAllIsSent(ChannelFutureListener.CLOSE);
    }

    /** Tells the client that nothing more comes, and waits for it to close, so that it reads the answer before a reset. */
    public static Farewell lingering(Channel channel, Duration patience, long nowNanos) {
        DuplexChannel duplex = (DuplexChannel) channel;
        return new Farewell(channel, patience, nowNanos).whenAllIsSent(sent -> TlsOutput.end(duplex));
    }

    private Farewell whenAllIsSent(ChannelFutureListener end) {
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(end);
        return this;
    }

    /** Whether the client has taken nothing, and not closed either, for longer than is waited for. */
    public boolean isStuck(long nowNanos) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        long unsent = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (unsent != lastUnsentBytes) {
            lastUnsentBytes = unsent;
            lastNanos = nowNanos;
            return false;
        }
        return nowNanos - lastNanos > patienceNanos;
    }
}
