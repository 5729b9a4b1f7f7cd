package io.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.pool.ConnectionPolicy.Keepalive;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What sockets are told. */
class TransportTest {
    private interface Check {
        void on(Channel channel);
    }

    private static void connected(Transport transport, @Nullable Keepalive keepalive, Check check) throws Exception {
        MultiThreadIoEventLoopGroup group = transport.newGroup(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(transport.streamChannel(address))
                    .handler(new ChannelInboundHandlerAdapter());
            transport.keepAlive(bootstrap, keepalive);
            check.on(bootstrap.connect(address).syncUninterruptibly().channel());
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void epollSendsProbesAsTold() throws Exception {
        connected(Transport.EPOLL, new Keepalive(6, 7, 8), channel -> {
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(6);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(7);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(8);
        });
    }

    @Test
    void nioSendsProbesAsTold() throws Exception {
        connected(Transport.NIO, new Keepalive(6, 7, 8), channel -> {
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)))
                    .isEqualTo(6);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(7);
            assertThat(channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)))
                    .isEqualTo(8);
        });
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void probesWithoutNumbersAreTheSystems(Transport transport) throws Exception {
        connected(
                transport,
                new Keepalive(0, 0, 0),
                channel -> assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void noProbesAreSentUnlessWanted(Transport transport) throws Exception {
        connected(
                transport,
                null,
                channel -> assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                        .isFalse());
    }
}
