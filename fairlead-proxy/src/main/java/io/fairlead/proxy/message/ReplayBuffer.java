package io.fairlead.proxy.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What came of a request's body, so that it can be sent again. The first pieces and large ones are held by reference; small
 * ones that come later are copied, so that a body that trickles in does not hold many buffers. A body of more than {@value
 * #MAX_BYTES} bytes is not kept at all. Reused with its exchange. Event loop only.
 */
public final class ReplayBuffer {
    /** How much of a body is kept. */
    public static final int MAX_BYTES = 64 * 1024;

    /** How many pieces are held whatever their size. */
    private static final int MAX_SMALL_PIECES = 4;

    /** Later pieces up to this many bytes are copied. */
    private static final int MAX_COPIED_BYTES = 4096;

    private @Nullable ByteBuf[] pieces = new ByteBuf[MAX_SMALL_PIECES];
    private int[] bounds = new int[2 * MAX_SMALL_PIECES];
    private int count;
    private int bytes;
    /** The last piece, if it is a copy that the next one can be added to. */
    private @Nullable ByteBuf open;

    private boolean keeping;

    /** A buffer that keeps nothing yet. */
    public ReplayBuffer() {}

    /** Prepares for a new request. */
    public void begin() {
        keeping = true;
    }

    /** Keeps the next {@code length} bytes of {@code in}, which stays the caller's and is not read. */
    public void keep(ByteBuf in, int length) {
        if (!keeping || length == 0) {
            return;
        }
        if (length > MAX_BYTES - bytes) {
            giveUp();
            return;
        }
        bytes += length;
        if (count < MAX_SMALL_PIECES || length > MAX_COPIED_BYTES) {
            add(in.retain(), in.readerIndex(), length);
            open = null;
            return;
        }
        ByteBuf copy = open;
        if (copy == null) {
            copy = ByteBufAllocator.DEFAULT.directBuffer(length);
            add(copy, 0, 0);
            open = copy;
        }
        copy.writeBytes(in, in.readerIndex(), length);
        bounds[2 * count - 1] += length;
    }

    private void add(ByteBuf piece, int from, int length) {
        if (count == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * count);
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        pieces[count] = piece;
        bounds[2 * count] = from;
        bounds[2 * count + 1] = length;
        count++;
    }

    /** Whether everything that came is still there. */
    public boolean isWhole() {
        return keeping;
    }

    /** Sends everything that came. */
    public void writeTo(BodySink sink) {
        for (int i = 0; i < count; i++) {
            ByteBuf piece = pieces[i];
            if (piece != null) {
                ByteBuf part = piece.slice(bounds[2 * i], bounds[2 * i + 1]);
                sink.content(part, part.readableBytes());
            }
        }
    }

    /** Lets go of everything, and keeps nothing more of this request. */
    public void giveUp() {
        keeping = false;
        bytes = 0;
        open = null;
        while (count > 0) {
            count--;
            ByteBuf piece = pieces[count];
            pieces[count] = null;
            if (piece != null) {
                piece.release();
            }
        }
    }
}
