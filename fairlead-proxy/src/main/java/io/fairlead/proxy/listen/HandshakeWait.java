package io.fairlead.proxy.listen;

import io.fairlead.proxy.tls.TlsErrors;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with a connection when its TLS handshake is over; one that fails ends the connection. */
final class HandshakeWait extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeWait.class);

    private final Runnable whenSecure;
    private boolean done;

    /** {@code whenSecure} adds what is to get the decrypted bytes. */
    HandshakeWait(Runnable whenSecure) {
        this.whenSecure = whenSecure;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !done) {
            done = true;
            if (completion.isSuccess()) {
                whenSecure.run();
                context.pipeline().remove(this);
            } else {
                failed(context, completion.cause());
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    private static void failed(ChannelHandlerContext context, Throwable cause) {
        LOG.debug(
                "tls.handshake_failed client={} reason=\"{}\"",
                context.channel().remoteAddress(),
                TlsErrors.reason(cause));
        context.close();
    }

    /** There is nobody yet for bytes: only a broken peer sends any before the handshake is over. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf) {
            ReferenceCountUtil.release(message);
            context.close();
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (done) {
            context.close();
        } else if (TlsErrors.isOfPeer(cause)) {
            failed(context, cause);
        } else {
            LOG.error("tls.failed client={}", context.channel().remoteAddress(), cause);
            context.close();
        }
    }
}
