package io.fairlead.proxy.tls;

import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The end of what is sent on a connection, with or without TLS. Stateless. */
public final class TlsOutput {
    private TlsOutput() {}

    /** Tells the other side that nothing more comes, after what was flushed; what comes from it is still read. */
    public static void end(DuplexChannel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(told -> channel.shutdownOutput());
        }
    }
}
