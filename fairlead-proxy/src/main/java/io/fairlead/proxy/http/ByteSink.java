package io.fairlead.proxy.http;

import io.netty.buffer.ByteBuf;

/** Where the bytes of a message go: one side's connection. */
@FunctionalInterface
interface ByteSink {
    /** Writes without flushing; takes over the reference of {@code bytes}. */
    void write(ByteBuf bytes);
}
