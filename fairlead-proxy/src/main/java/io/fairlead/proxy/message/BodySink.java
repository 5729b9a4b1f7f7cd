package io.fairlead.proxy.message;

import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Takes what follows the head of one message, whatever the protocol: its content in pieces, then its end. Event loop only. */
public interface BodySink {
    /** Drops everything. */
    BodySink NOWHERE = new BodySink() {
        @Override
        public void content(ByteBuf in, int count) {
            in.skipBytes(count);
        }

        @Override
        public void end(@Nullable HeaderLines trailers) {
            // Nobody waits for it.
        }
    };

    /**
     * Takes the next {@code count} bytes of {@code in}, which is then read that much further and stays the caller's. What is
     * not copied is retained.
     */
    void content(ByteBuf in, int count);

    /**
     * Takes the end of the message.
     *
     * @param trailers what came behind the content, valid during the call; null for nothing
     */
    void end(@Nullable HeaderLines trailers);
}
