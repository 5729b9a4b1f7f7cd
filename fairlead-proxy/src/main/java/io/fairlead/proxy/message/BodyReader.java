package io.fairlead.proxy.message;

import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.ChunkedReader;
import io.fairlead.proxy.http1.HttpLimits;
import io.netty.buffer.ByteBuf;

/**
 * Finds the content of HTTP/1.1 bodies in the buffers that they arrive in. Chunk extensions and trailers end here, as in
 * Envoy. Used again for each message; event loop only.
 */
public final class BodyReader {
    /** What came of a call. */
    public enum Result {
        /** More bytes are needed. */
        MORE,
        /** The body is complete. */
        DONE,
        /** The framing is broken; the message cannot be completed. */
        ERROR
    }

    private final ChunkedReader chunks;
    private BodyFraming framing = BodyFraming.NONE;
    private long remaining;

    /** A reader that keeps to {@code limits}. */
    public BodyReader(HttpLimits limits) {
        this.chunks = new ChunkedReader(limits);
    }

    /**
     * Starts a body.
     *
     * @param length in bytes, if that is the framing
     */
    public void begin(BodyFraming bodyFraming, long length) {
        framing = bodyFraming;
        remaining = length;
        if (bodyFraming == BodyFraming.CHUNKED) {
            chunks.reset();
        }
    }

    /** How many bytes of the body are still to come, if its length was told; else -1. */
    public long remaining() {
        return framing == BodyFraming.LENGTH ? remaining : -1;
    }

    /** Hands the content in {@code in} to {@code sink}, and no byte more is read. The end is for the caller to tell. */
    public Result read(ByteBuf in, BodySink sink) {
        return switch (framing) {
            case NONE -> Result.DONE;
            case LENGTH -> readLength(in, sink);
            case CHUNKED -> readChunks(in, sink);
            case UNTIL_CLOSE -> readAll(in, sink);
        };
    }

    private Result readLength(ByteBuf in, BodySink sink) {
        int count = (int) Math.min(remaining, in.readableBytes());
        if (count > 0) {
            remaining -= count;
            sink.content(in, count);
        }
        return remaining == 0 ? Result.DONE : Result.MORE;
    }

    private Result readChunks(ByteBuf in, BodySink sink) {
        while (true) {
            switch (chunks.next(in)) {
                case NEED_MORE -> {
                    return Result.MORE;
                }
                case ERROR -> {
                    return Result.ERROR;
                }
                case END -> {
                    return Result.DONE;
                }
                case CONTENT -> sink.content(in, chunks.contentLength());
            }
        }
    }

    private static Result readAll(ByteBuf in, BodySink sink) {
        if (in.isReadable()) {
            sink.content(in, in.readableBytes());
        }
        return Result.MORE;
    }
}
