package io.fairlead.proxy.http;

import io.fairlead.proxy.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was sent of a request's body, so that it can be sent again. Holds references to the buffers that were sent, no copies.
 * A body of more than {@value #MAX_BYTES} bytes is not kept at all. Reused with its exchange. Event loop only.
 */
final class ReplayBuffer {
    /** How much of a body is kept. */
    static final int MAX_BYTES = 64 * 1024;

    /** How many buffers may make up what is kept; a body that trickles in is not worth holding many of them. */
    static final int MAX_PIECES = 1024;

    private @Nullable ByteBuf[] pieces = new ByteBuf[4];
    private int[] bounds = new int[8];
    private int count;
    private int bytes;
    private boolean keeping;

    /** Prepares for a new request. */
    void begin() {
        keeping = true;
    }

    /** Keeps the readable bytes of {@code sent}, which stays the caller's, but for the first {@code skipped}. */
    void keep(ByteBuf sent, int skipped) {
        int length = sent.readableBytes() - skipped;
        if (!keeping || length == 0) {
            return;
        }
        if (length > MAX_BYTES - bytes || count == MAX_PIECES) {
            giveUp();
            return;
        }
        if (count == pieces.length) {
            pieces = Arrays.copyOf(pieces, 2 * count);
            bounds = Arrays.copyOf(bounds, 4 * count);
        }
        pieces[count] = sent.retain();
        bounds[2 * count] = sent.readerIndex() + skipped;
        bounds[2 * count + 1] = length;
        count++;
        bytes += length;
    }

    /** Whether everything that was sent is still there. */
    boolean isWhole() {
        return keeping;
    }

    /** Sends everything that was sent. */
    void writeTo(UpstreamConnection connection) {
        for (int i = 0; i < count; i++) {
            ByteBuf piece = pieces[i];
            if (piece != null) {
                connection.write(piece.retainedSlice(bounds[2 * i], bounds[2 * i + 1]));
            }
        }
    }

    /** Lets go of everything, and keeps nothing more of this request. */
    void giveUp() {
        keeping = false;
        bytes = 0;
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
