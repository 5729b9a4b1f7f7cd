package io.fairlead.proxy.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Accepts connections, and closes some of them at once or a little later, by chance. */
final class FickleServer implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group = Transport.best().newGroup(1);
    private final Channel channel;

    FickleServer(int closesInThousand) {
        SplittableRandom random = new SplittableRandom(closesInThousand);
        channel = new ServerBootstrap()
                .group(group)
                .channel(Transport.best().serverChannel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        if (random.nextInt(1000) < closesInThousand) {
                            accepted.pipeline().addLast(new Closing(random.nextLong(3_000_000)));
                        }
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** Closes after a time. */
    private static final class Closing extends ChannelInboundHandlerAdapter {
        private final long nanos;

        Closing(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.executor().schedule(() -> context.close(), nanos, TimeUnit.NANOSECONDS);
        }
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
