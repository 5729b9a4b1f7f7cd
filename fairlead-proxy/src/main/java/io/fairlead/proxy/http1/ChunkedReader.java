package io.fairlead.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the content in a chunked body (RFC 9112 section 7.1) without copying it.
 *
 * <p>Sizes are hexadecimal numbers up to 2^63-1 and lines end in CR LF, nothing else. Extensions are bounded and skipped,
 * trailers are checked, bounded and skipped, as Envoy drops them for HTTP/1.1. Whatever the pieces in which the bytes come,
 * the content and the verdict are the same. One reader serves one direction of one connection; not thread-safe.
 */
public final class ChunkedReader {
    /** What comes next in the buffer. */
    public enum Event {
        /** All readable bytes were taken; call again when more have come. */
        NEED_MORE,
        /** {@link #contentLength()} readable bytes are content; the caller must take exactly these before the next call. */
        CONTENT,
        /** The body is complete; the reader index is behind it, and the reader is ready for the next body. */
        END,
        /** The body is refused, see {@link #refusal()}. */
        ERROR
    }

    private enum State {
        SIZE_START,
        SIZE,
        SIZE_BLANK,
        EXTENSION,
        SIZE_LF,
        CONTENT,
        CONTENT_CR,
        CONTENT_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        END_LF,
        ENDED,
        REFUSED
    }

    /** More digits than a size needs are leading zeros; that many are taken. */
    private static final int MAX_SIZE_DIGITS = 32;

    private final HttpLimits limits;
    private final ChunkExtension extension = new ChunkExtension();
    private State state = State.SIZE_START;
    private long remaining;
    private int digits;
    private int contentLength;
    private long extensionBytes;
    private int trailerBytes;
    private @Nullable Refusal refusal;

    /** A reader that keeps to {@code limits}. */
    public ChunkedReader(HttpLimits limits) {
        this.limits = limits;
    }

    /** Begins a new body, whatever became of the last. */
    public void reset() {
        state = State.SIZE_START;
        remaining = 0;
        contentLength = 0;
        extensionBytes = 0;
        trailerBytes = 0;
        refusal = null;
    }

    /** How many bytes from the reader index on are content; valid after {@link Event#CONTENT}. At least 1. */
    public int contentLength() {
        return contentLength;
    }

    /** Why the body is refused; null unless the last event is {@link Event#ERROR}. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** Reads on from the reader index of {@code in}. Does not release it. */
    public Event next(ByteBuf in) {
        while (state != State.REFUSED && in.isReadable()) {
            if (state == State.CONTENT) {
                return content(in);
            }
            int end = in.writerIndex();
            int at = in.readerIndex();
            while (at < end && state.compareTo(State.ENDED) < 0 && state != State.CONTENT) {
                state = accept(in.getByte(at++));
            }
            in.readerIndex(at);
            if (state == State.ENDED) {
                reset();
                return Event.END;
            }
        }
        return state == State.REFUSED ? Event.ERROR : Event.NEED_MORE;
    }

    private Event content(ByteBuf in) {
        contentLength = (int) Math.min(remaining, in.readableBytes());
        remaining -= contentLength;
        extensionBytes = Math.max(0, extensionBytes - contentLength);
        if (remaining == 0) {
            state = State.CONTENT_CR;
        }
        return Event.CONTENT;
    }

    private State accept(byte octet) {
        return switch (state) {
            case SIZE_START, SIZE -> size(octet);
            case SIZE_BLANK -> sizeBlank(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> octet == '\n' ? afterSize() : refuse(Refusal.CHUNK_LINE);
            case CONTENT_CR -> octet == '\r' ? State.CONTENT_LF : refuse(Refusal.CHUNK_END);
            case CONTENT_LF -> octet == '\n' ? State.SIZE_START : refuse(Refusal.CHUNK_END);
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF, END_LF -> trailer(octet);
            case CONTENT, ENDED, REFUSED -> throw new AssertionError("No byte is expected in state " + state);
        };
    }

    private State size(byte octet) {
        int digit = CharClass.HEX[octet & 0xff];
        if (state == State.SIZE_START) {
            if (digit < 0) {
                return refuse(Refusal.CHUNK_SIZE);
            }
            digits = 1;
            remaining = digit;
            return State.SIZE;
        }
        if (digit < 0) {
            return sizeBlank(octet);
        }
        if (++digits > MAX_SIZE_DIGITS || remaining > Long.MAX_VALUE >> 4) {
            return refuse(Refusal.CHUNK_SIZE);
        }
        remaining = remaining << 4 | digit;
        return State.SIZE;
    }

    /** Behind the digits: white space may stand there only before an extension. */
    private State sizeBlank(byte octet) {
        if (octet == '\r' && state == State.SIZE) {
            return State.SIZE_LF;
        }
        if (octet == ';') {
            extension.begin();
            return countExtension(State.EXTENSION);
        }
        return CharClass.isBlank(octet) ? countExtension(State.SIZE_BLANK) : refuse(Refusal.CHUNK_SIZE);
    }

    private State extension(byte octet) {
        if (octet == '\r') {
            return extension.isComplete() ? State.SIZE_LF : refuse(Refusal.CHUNK_LINE);
        }
        return extension.accept(octet) ? countExtension(State.EXTENSION) : refuse(Refusal.CHUNK_LINE);
    }

    private State countExtension(State next) {
        return ++extensionBytes > limits.maxChunkExtensionBytes() ? refuse(Refusal.CHUNK_EXTENSIONS) : next;
    }

    private State afterSize() {
        return remaining == 0 ? State.TRAILER_START : State.CONTENT;
    }

    private State trailer(byte octet) {
        if (++trailerBytes > limits.maxTrailerBytes()) {
            return refuse(Refusal.TRAILERS_TOO_LARGE);
        }
        return switch (state) {
            case TRAILER_START -> octet == '\r' ? State.END_LF : trailerName(octet);
            case TRAILER_NAME -> octet == ':' ? State.TRAILER_VALUE : trailerName(octet);
            case TRAILER_VALUE -> trailerValue(octet);
            case TRAILER_LF -> octet == '\n' ? State.TRAILER_START : refuse(Refusal.TRAILER);
            default -> octet == '\n' ? State.ENDED : refuse(Refusal.TRAILER);
        };
    }

    private State trailerName(byte octet) {
        return CharClass.TOKEN[octet & 0xff] != 0 ? State.TRAILER_NAME : refuse(Refusal.TRAILER);
    }

    private State trailerValue(byte octet) {
        if (octet == '\r') {
            return State.TRAILER_LF;
        }
        return CharClass.VALUE[octet & 0xff] ? State.TRAILER_VALUE : refuse(Refusal.TRAILER);
    }

    private State refuse(Refusal why) {
        refusal = why;
        return State.REFUSED;
    }
}
