package io.fairlead.proxy.http2;

import io.fairlead.proxy.observe.ByteScratch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames. Small ones are gathered, so that all that a turn of the event loop brings is one write; the content of large
 * DATA frames is passed on without copying. Event loop only.
 */
final class FrameWriter {
    /** Content up to this many bytes is copied, since a separate buffer would cost more than the copy. */
    private static final int MAX_COPIED_BYTES = 4096;

    private static final int INITIAL_BYTES = 1024;
    private static final int MAX_GATHERED_BYTES = 32 * 1024;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;
    private int epoch;
    private int flagsAt = -1;

    void attach(ChannelHandlerContext newContext) {
        context = newContext;
    }

    private ByteBuf gather(int room) {
        ByteBuf current = gathered;
        if (current != null && current.readableBytes() + room > MAX_GATHERED_BYTES) {
            send();
            current = null;
        }
        if (current == null) {
            current = Objects.requireNonNull(context).alloc().directBuffer(Math.max(room, INITIAL_BYTES));
            gathered = current;
        }
        return current;
    }

    /** Hands what was gathered to the channel, without flushing. */
    void send() {
        ByteBuf current = gathered;
        if (current != null) {
            gathered = null;
            epoch++;
            ChannelHandlerContext to = Objects.requireNonNull(context);
            to.write(current, to.voidPromise());
        }
    }

    /** Drops what was gathered. */
    void drop() {
        ByteBuf current = gathered;
        gathered = null;
        epoch++;
        if (current != null) {
            current.release();
        }
    }

    private ByteBuf begin(int type, int flags, int streamId, int length) {
        ByteBuf out = gather(Frame.HEADER_BYTES + length);
        flagsAt = out.writerIndex() + 4;
        return out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(streamId);
    }

    /** Writes bytes that are no frame. */
    void bytes(byte[] bytes) {
        gather(bytes.length).writeBytes(bytes);
    }

    /** Writes settings, each as identifier and value. */
    void settings(int... idsAndValues) {
        ByteBuf out = begin(Frame.SETTINGS, 0, 0, idsAndValues.length * 3);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            out.writeShort(idsAndValues[i]).writeInt(idsAndValues[i + 1]);
        }
    }

    void settingsAcknowledgement() {
        begin(Frame.SETTINGS, Frame.ACK, 0, 0);
    }

    void ping(long payload, int flags) {
        begin(Frame.PING, flags, 0, 8).writeLong(payload);
    }

    void goAway(int lastStreamId, ErrorCode code) {
        begin(Frame.GOAWAY, 0, 0, 8).writeInt(lastStreamId).writeInt(code.code());
    }

    void reset(int streamId, ErrorCode code) {
        begin(Frame.RST_STREAM, 0, streamId, 4).writeInt(code.code());
    }

    void windowUpdate(int streamId, int increment) {
        begin(Frame.WINDOW_UPDATE, 0, streamId, 4).writeInt(increment);
    }

    /** Writes a header block, in several frames if it is long. */
    void headers(int streamId, ByteScratch block, boolean endsStream) {
        int at = Math.min(block.size(), Frame.MAX_PAYLOAD_BYTES);
        int end = endsStream ? Frame.END_STREAM : 0;
        boolean isWhole = at == block.size();
        begin(Frame.HEADERS, isWhole ? end | Frame.END_HEADERS : end, streamId, at)
                .writeBytes(block.array(), 0, at);
        int firstFlags = flagsAt;
        int firstEpoch = epoch;
        while (at < block.size()) {
            int count = Math.min(block.size() - at, Frame.MAX_PAYLOAD_BYTES);
            boolean isLast = at + count == block.size();
            begin(Frame.CONTINUATION, isLast ? Frame.END_HEADERS : 0, streamId, count)
                    .writeBytes(block.array(), at, count);
            at += count;
        }
        flagsAt = firstEpoch == epoch ? firstFlags : -1;
    }

    /** Writes a DATA frame with the next {@code count} bytes of {@code in}, at most {@link Frame#MAX_PAYLOAD_BYTES}. */
    void data(int streamId, ByteBuf in, int count) {
        if (count <= MAX_COPIED_BYTES) {
            begin(Frame.DATA, 0, streamId, count).writeBytes(in, count);
            return;
        }
        ByteBuf out = gather(Frame.HEADER_BYTES);
        out.writeMedium(count).writeByte(Frame.DATA).writeByte(0).writeInt(streamId);
        flagsAt = -1;
        ByteBuf content = in.readRetainedSlice(count);
        send();
        ChannelHandlerContext to = Objects.requireNonNull(context);
        to.write(content, to.voidPromise());
    }

    /** Writes an empty DATA frame that ends its stream. */
    void end(int streamId) {
        begin(Frame.DATA, Frame.END_STREAM, streamId, 0);
    }

    /** Where the frame written last can be told to end its stream; valid as long as {@link #epoch} stays. -1 for nowhere. */
    int flagsAt() {
        return flagsAt;
    }

    int epoch() {
        return epoch;
    }

    /** Lets a frame end its stream that was written, but not sent yet. */
    void endAt(int at) {
        ByteBuf out = Objects.requireNonNull(gathered);
        out.setByte(at, out.getByte(at) | Frame.END_STREAM);
    }

    /** Sends everything. */
    void flush() {
        send();
        Objects.requireNonNull(context).flush();
    }
}
