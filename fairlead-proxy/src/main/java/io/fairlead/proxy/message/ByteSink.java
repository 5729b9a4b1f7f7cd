package io.fairlead.proxy.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where the bytes of HTTP/1.1 messages go: one side's connection. Event loop only. */
public interface ByteSink {
    /** Writes without flushing; takes over the reference of {@code bytes}. */
    void write(ByteBuf bytes);

    /** Where buffers for this connection come from. */
    ByteBufAllocator allocator();
}
