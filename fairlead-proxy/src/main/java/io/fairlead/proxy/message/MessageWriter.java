package io.fairlead.proxy.message;

import io.fairlead.proxy.observe.ByteScratch;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts HTTP/1.1 messages on the wire, as they come. Large pieces are passed on without copying; small ones are gathered,
 * together with the head before them, so that a short message is one write. Chunks get sizes of their own, without
 * extensions. Nothing is sent before {@link #send}, except what large pieces push out. Event loop only.
 */
public final class MessageWriter {
    /** Pieces up to this many bytes are copied, since a separate buffer would cost more than the copy. */
    private static final int MAX_COPIED_BYTES = 4096;

    /** Room for a short body behind a head, in bytes, so that both go out together. */
    private static final int BODY_ROOM = 512;

    private static final int MAX_CHUNK_HEAD_BYTES = 18;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] chunkHead = new byte[MAX_CHUNK_HEAD_BYTES];
    private Framing framing = Framing.NONE;
    private @Nullable ByteBuf gathered;

    /** A writer that has written nothing. */
    public MessageWriter() {}

    /** Begins a message whose head is in {@code scratch} and whose body goes out as {@code bodyFraming}. */
    public void head(ByteScratch scratch, Framing bodyFraming, ByteSink sink) {
        framing = bodyFraming;
        gather(sink, scratch.size() + BODY_ROOM).writeBytes(scratch.array(), 0, scratch.size());
    }

    /** Writes an interim response that lets the client send its body. */
    public void proceed(ByteSink sink) {
        gather(sink, CONTINUE.length).writeBytes(CONTINUE);
    }

    /** Writes the next {@code count} bytes of {@code in}. */
    public void content(ByteBuf in, int count, ByteSink sink) {
        if (framing == Framing.CHUNKED) {
            chunk(in, count, sink);
            return;
        }
        ByteBuf head = gathered;
        if (head != null && count <= MAX_COPIED_BYTES) {
            head.writeBytes(in, count);
        } else {
            send(sink);
            sink.write(in.readRetainedSlice(count));
        }
    }

    private void chunk(ByteBuf in, int count, ByteSink sink) {
        int headFrom = chunkHead(count);
        ByteBuf out = gather(sink, MAX_CHUNK_HEAD_BYTES + 2 + Math.min(count, MAX_COPIED_BYTES));
        out.writeBytes(chunkHead, headFrom, MAX_CHUNK_HEAD_BYTES - headFrom);
        if (count <= MAX_COPIED_BYTES) {
            out.writeBytes(in, count);
            out.writeByte('\r').writeByte('\n');
        } else {
            send(sink);
            sink.write(in.readRetainedSlice(count));
            gather(sink, 2).writeByte('\r').writeByte('\n');
        }
    }

    /** Ends the message. */
    public void end(ByteSink sink) {
        if (framing == Framing.CHUNKED) {
            gather(sink, LAST_CHUNK.length).writeBytes(LAST_CHUNK);
        }
    }

    /** Hands over what was gathered. */
    public void send(ByteSink sink) {
        ByteBuf current = gathered;
        if (current != null) {
            gathered = null;
            sink.write(current);
        }
    }

    /** Drops what was gathered. */
    public void drop() {
        ByteBuf current = gathered;
        gathered = null;
        if (current != null) {
            current.release();
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

    private ByteBuf gather(ByteSink sink, int room) {
        ByteBuf current = gathered;
        if (current == null) {
            current = sink.allocator().directBuffer(Math.max(room, 256));
            gathered = current;
        }
        return current;
    }
}
