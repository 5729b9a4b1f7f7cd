package io.fairlead.proxy.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a group, on which channels are registered later, never at once.
 *
 * <p>A loop is told of events by the number of the socket, many at a time. If one of them has a socket closed, and another has
 * a connection accepted, the new socket may get the number of the old one; an event of the old one that is still to be handled
 * would then be taken for one of the new. Netty's epoll transport forgets that a socket is registered if it is told so of the
 * end of the input, and closes it when reading is resumed. A socket that is not registered yet gets no events.
 */
final class LaterRegistration extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final EventLoopGroup loops;

    LaterRegistration(EventLoopGroup loops) {
        this.loops = loops;
    }

    @Override
    public EventLoop next() {
        return loops.next();
    }

    @Override
    public ChannelFuture register(Channel channel) {
        EventLoop loop = next();
        ChannelPromise promise = new DefaultChannelPromise(channel, loop);
        loop.execute(() -> loop.register(promise));
        return promise;
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        EventLoop loop = next();
        loop.execute(() -> loop.register(promise));
        return promise;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // The interface has it, nobody calls it.
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return register(promise);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return loops.iterator();
    }

    @Override
    public boolean isShuttingDown() {
        return loops.isShuttingDown();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Override
    public Future<?> terminationFuture() {
        return loops.terminationFuture();
    }

    @Override
    @Deprecated
    public void shutdown() {
        loops.shutdown();
    }

    @Override
    public boolean isShutdown() {
        return loops.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return loops.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loops.awaitTermination(timeout, unit);
    }
}
