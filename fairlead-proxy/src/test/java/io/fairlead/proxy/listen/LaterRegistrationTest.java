package io.fairlead.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.upstream.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaterRegistrationTest {
    private final MultiThreadIoEventLoopGroup loops = Transport.NIO.newGroup(1);
    private final LaterRegistration later = new LaterRegistration(loops);

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private void assertThatItIsRegisteredLater(boolean byPromise) throws Exception {
        EventLoop loop = loops.next();
        Channel channel = new NioSocketChannel();
        ChannelFuture registered = loop.submit(() -> {
                    ChannelFuture future = byPromise
                            ? later.register(new DefaultChannelPromise(channel, loop))
                            : later.register(channel);
                    assertThat(channel.isRegistered()).isFalse();
                    assertThat(future.isDone()).isFalse();
                    return future;
                })
                .get(30, TimeUnit.SECONDS);
        assertThat(registered.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(registered.isSuccess()).isTrue();
        assertThat(channel.isRegistered()).isTrue();
        assertThat(channel.eventLoop()).isSameAs(loop);
        channel.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void aChannelIsNotRegisteredWhileTheLoopIsBusyWithSomethingElse() throws Exception {
        assertThatItIsRegisteredLater(false);
    }

    @Test
    void norIsAPromise() throws Exception {
        assertThatItIsRegisteredLater(true);
    }
}
