package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ChunkedReader;
import io.fairlead.proxy.http1.HttpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Moves the body of one message from the buffers it arrives in to a sink, as it arrives. Large pieces are passed on without
 * copying; small ones are gathered, together with the head before them, so that a short message is one write. What is sent is
 * framed anew: a chunk goes out with a size of its own, without extensions, and trailers end here, as in Envoy. Event loop only.
 */
final class BodyForwarder {
    /** Pieces up to this many bytes are copied, since a separate buffer would cost more than the copy. */
    private static final int MAX_COPIED_BYTES = 4096;

    private static final int MAX_CHUNK_HEAD_BYTES = 18;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What came of a call. */
    enum Result {
        /** More bytes are needed. */
        MORE,
        /** The body is complete. */
        DONE,
        /** The framing is broken; the message cannot be completed. */
        ERROR
    }

    private final ChunkedReader chunks;
    private final byte[] chunkHead = new byte[MAX_CHUNK_HEAD_BYTES];
    private BodyFraming framing = BodyFraming.NONE;
    private long remaining;
    private long forwardedBytes;
    private @Nullable ByteBuf gathered;

    BodyForwarder(HttpLimits limits) {
        this.chunks = new ChunkedReader(limits);
    }

    /** Starts a body that is framed as given. A body that ends with the connection is sent on in chunks. */
    void begin(BodyFraming bodyFraming, long length) {
        framing = bodyFraming;
        remaining = length;
        forwardedBytes = 0;
        if (bodyFraming == BodyFraming.CHUNKED) {
            chunks.reset();
        }
    }

    /** How many bytes of content were forwarded. */
    long forwardedBytes() {
        return forwardedBytes;
    }

    /**
     * Forwards what {@code in} has of the body, and no more.
     *
     * @param prefix what goes out before the body, for example the head; its reference is taken over. Null for none
     */
    Result forward(ByteBuf in, @Nullable ByteBuf prefix, ByteSink sink, ByteBufAllocator allocator) {
        gathered = prefix;
        Result result = switch (framing) {
            case NONE -> Result.DONE;
            case LENGTH -> forwardLength(in, sink);
            case CHUNKED -> forwardChunks(in, sink, allocator);
            case UNTIL_CLOSE -> forwardRest(in, sink, allocator);
        };
        send(sink);
        return result;
    }

    /** Ends a body that ended with its connection. */
    void endOfConnection(ByteSink sink, ByteBufAllocator allocator) {
        gather(allocator, LAST_CHUNK.length).writeBytes(LAST_CHUNK);
        send(sink);
    }

    private Result forwardLength(ByteBuf in, ByteSink sink) {
        int count = (int) Math.min(remaining, in.readableBytes());
        if (count > 0) {
            remaining -= count;
            forwardedBytes += count;
            ByteBuf head = gathered;
            if (head != null && count <= MAX_COPIED_BYTES) {
                head.writeBytes(in, count);
            } else {
                send(sink);
                sink.write(in.readRetainedSlice(count));
            }
        }
        return remaining == 0 ? Result.DONE : Result.MORE;
    }

    private Result forwardChunks(ByteBuf in, ByteSink sink, ByteBufAllocator allocator) {
        while (true) {
            switch (chunks.next(in)) {
                case NEED_MORE -> {
                    return Result.MORE;
                }
                case ERROR -> {
                    return Result.ERROR;
                }
                case END -> {
                    gather(allocator, LAST_CHUNK.length).writeBytes(LAST_CHUNK);
                    return Result.DONE;
                }
                case CONTENT -> chunk(in, chunks.contentLength(), sink, allocator);
            }
        }
    }

    private Result forwardRest(ByteBuf in, ByteSink sink, ByteBufAllocator allocator) {
        if (in.isReadable()) {
            chunk(in, in.readableBytes(), sink, allocator);
        }
        return Result.MORE;
    }

    private void chunk(ByteBuf in, int count, ByteSink sink, ByteBufAllocator allocator) {
        forwardedBytes += count;
        int headFrom = chunkHead(count);
        ByteBuf out = gather(allocator, MAX_CHUNK_HEAD_BYTES + 2 + Math.min(count, MAX_COPIED_BYTES));
        out.writeBytes(chunkHead, headFrom, MAX_CHUNK_HEAD_BYTES - headFrom);
        if (count <= MAX_COPIED_BYTES) {
            out.writeBytes(in, count);
            out.writeByte('\r').writeByte('\n');
        } else {
            send(sink);
            sink.write(in.readRetainedSlice(count));
            gather(allocator, 2).writeByte('\r').writeByte('\n');
        }
    }

    /** Writes size and CR LF to the end of {@link #chunkHead} and returns where they begin. */
    private int chunkHead(int count) {
        int at = MAX_CHUNK_HEAD_BYTES;
        chunkHead[--at] = '\n';
        chunkHead[--at] = '\r';
        for (int rest = count; rest != 0; rest >>>= 4) {
            chunkHead[--at] = HEX[rest & 15];
        }
        return at;
    }

    private ByteBuf gather(ByteBufAllocator allocator, int room) {
        ByteBuf current = gathered;
        if (current == null) {
            current = allocator.directBuffer(Math.max(room, 256));
            gathered = current;
        }
        return current;
    }

    private void send(ByteSink sink) {
        ByteBuf current = gathered;
        if (current != null) {
            gathered = null;
            sink.write(current);
        }
    }
}
