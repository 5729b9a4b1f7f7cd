package io.fairlead.proxy.upstream;

import io.fairlead.routing.pool.ConnectionPolicy.Keepalive;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The kernel interface that sockets use: epoll where its native library loads, else the JDK's NIO. */
public enum Transport {
    EPOLL(
            EpollSocketChannel.class,
            EpollDomainSocketChannel.class,
            EpollServerSocketChannel.class,
            EpollDatagramChannel.class),
    NIO(NioSocketChannel.class, NioDomainSocketChannel.class, NioServerSocketChannel.class, NioDatagramChannel.class);

    private static final ChannelOption<Integer> NIO_KEEPCNT = NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT);
    private static final ChannelOption<Integer> NIO_KEEPIDLE = NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
    private static final ChannelOption<Integer> NIO_KEEPINTVL =
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL);

    private final Class<? extends DuplexChannel> stream;
    private final Class<? extends DuplexChannel> unixStream;
    private final Class<? extends ServerChannel> server;
    private final Class<? extends DatagramChannel> datagram;

    Transport(
            Class<? extends DuplexChannel> stream,
            Class<? extends DuplexChannel> unixStream,
            Class<? extends ServerChannel> server,
            Class<? extends DatagramChannel> datagram) {
        this.stream = stream;
        this.unixStream = unixStream;
        this.server = server;
        this.datagram = datagram;
    }

    /** The best transport of this machine. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** A group of {@code threads} event loops named {@code fairlead-loop-N}. */
    public MultiThreadIoEventLoopGroup newGroup(int threads) {
        IoHandlerFactory factory = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("fairlead-loop"), factory);
    }

    /** The channel type of listening sockets. */
    public Class<? extends ServerChannel> serverChannel() {
        return server;
    }

    /** The channel type of UDP sockets, for DNS. */
    Class<? extends DatagramChannel> datagramChannel() {
        return datagram;
    }

    /** The channel type of connections to {@code address}. */
    Class<? extends DuplexChannel> streamChannel(SocketAddress address) {
        return address instanceof InetSocketAddress ? stream : unixStream;
    }

    /** Has probes sent on connections on which nothing moves; null for none. What is 0 is left to the system. */
    void keepAlive(Bootstrap bootstrap, @Nullable Keepalive keepalive) {
        if (keepalive == null) {
            return;
        }
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        boolean epoll = this == EPOLL;
        option(bootstrap, epoll ? EpollChannelOption.TCP_KEEPCNT : NIO_KEEPCNT, keepalive.probes());
        option(bootstrap, epoll ? EpollChannelOption.TCP_KEEPIDLE : NIO_KEEPIDLE, keepalive.timeSeconds());
        option(bootstrap, epoll ? EpollChannelOption.TCP_KEEPINTVL : NIO_KEEPINTVL, keepalive.intervalSeconds());
    }

    private static void option(Bootstrap bootstrap, ChannelOption<Integer> option, int value) {
        if (value > 0) {
            bootstrap.option(option, value);
        }
    }

    /** The address of a Unix socket at {@code path}, as this transport wants it. */
    SocketAddress unixAddress(String path) {
        return this == EPOLL ? new DomainSocketAddress(path) : UnixDomainSocketAddress.of(path);
    }
}
