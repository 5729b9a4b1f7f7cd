package io.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads frames (RFC 9113 section 4). DATA is handed on as it comes, everything else when it is complete. A header block is
 * put together from its frames, within bounds on its length and on the number of frames. One reader serves one connection;
 * not thread-safe.
 */
final class FrameReader {
    /** More CONTINUATION frames than this for one head are a flood. */
    private static final int MAX_CONTINUATIONS = 64;

    private final FrameListener listener;
    private final int maxBlockBytes;
    private byte[] block = new byte[512];
    private int blockLength;
    private int blockStream;
    private boolean blockEndsStream;
    private int continuations;

    /** Bytes of the DATA frame that is being read: content, then padding. */
    private int dataLeft;

    private int paddingLeft;
    private boolean inData;
    private boolean dataEndsStream;
    private boolean padLengthMissing;

    /** A reader that takes header blocks of at most {@code maxBlockBytes} bytes, compressed. */
    FrameReader(FrameListener listener, int maxBlockBytes) {
        this.listener = listener;
        this.maxBlockBytes = maxBlockBytes;
    }

    /** Reads what there is. What is left is the begin of a frame, and has to come again with more behind it. */
    void read(ByteBuf in) throws Violation {
        while (inData ? data(in) : frame(in)) {
            // Each call takes something.
        }
    }

    private boolean frame(ByteBuf in) throws Violation {
        if (in.readableBytes() < Frame.HEADER_BYTES) {
            return false;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        int type = in.getUnsignedByte(at + 3);
        int flags = in.getUnsignedByte(at + 4);
        int streamId = in.getInt(at + 5) & Integer.MAX_VALUE;
        if (length > Frame.MAX_PAYLOAD_BYTES) {
            throw Violation.ofConnection(ErrorCode.FRAME_SIZE_ERROR, "frame too long");
        }
        if (blockStream != 0 && (type != Frame.CONTINUATION || streamId != blockStream)) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "header block interrupted");
        }
        if (type == Frame.DATA) {
            in.skipBytes(Frame.HEADER_BYTES);
            beginData(length, flags, streamId);
            return true;
        }
        if (in.readableBytes() < Frame.HEADER_BYTES + length) {
            return false;
        }
        in.skipBytes(Frame.HEADER_BYTES);
        int end = in.readerIndex() + length;
        try {
            payload(type, flags, streamId, in, length);
        } finally {
            in.readerIndex(end);
        }
        return true;
    }

    private void payload(int type, int flags, int streamId, ByteBuf in, int length) throws Violation {
        switch (type) {
            case Frame.HEADERS -> headers(flags, onStream(streamId), in, length);
            case Frame.CONTINUATION -> continuation(flags, in, length);
            case Frame.PRIORITY -> priority(onStream(streamId), in, length);
            case Frame.RST_STREAM -> {
                require(length == 4);
                listener.reset(onStream(streamId), ErrorCode.of(in.readUnsignedInt()));
            }
            case Frame.SETTINGS -> settings(flags, streamId, in, length);
            case Frame.PUSH_PROMISE -> throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "push");
            case Frame.PING -> {
                require(length == 8);
                onConnection(streamId);
                listener.ping(in.readLong(), (flags & Frame.ACK) != 0);
            }
            case Frame.GOAWAY -> {
                require(length >= 8);
                onConnection(streamId);
                int last = in.readInt() & Integer.MAX_VALUE;
                listener.goAway(last, ErrorCode.of(in.readUnsignedInt()));
            }
            case Frame.WINDOW_UPDATE -> {
                require(length == 4);
                windowUpdate(streamId, in.readInt() & Integer.MAX_VALUE);
            }
            default -> listener.ignored(streamId);
        }
    }

    private static void require(boolean isRightLength) throws Violation {
        if (!isRightLength) {
            throw Violation.ofConnection(ErrorCode.FRAME_SIZE_ERROR, "wrong frame length");
        }
    }

    private static int onStream(int streamId) throws Violation {
        if (streamId == 0) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "frame without a stream");
        }
        return streamId;
    }

    private static void onConnection(int streamId) throws Violation {
        if (streamId != 0) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "frame on a stream");
        }
    }

    // ---- DATA

    private void beginData(int length, int flags, int streamId) throws Violation {
        boolean padded = (flags & Frame.PADDED) != 0;
        if (padded && length == 0) {
            throw Violation.ofConnection(ErrorCode.FRAME_SIZE_ERROR, "no room for the pad length");
        }
        inData = true;
        padLengthMissing = padded;
        dataLeft = length;
        paddingLeft = 0;
        dataEndsStream = (flags & Frame.END_STREAM) != 0;
        listener.dataBegins(onStream(streamId), length);
    }

    private boolean data(ByteBuf in) throws Violation {
        if (padLengthMissing) {
            if (!in.isReadable()) {
                return false;
            }
            padLengthMissing = false;
            paddingLeft = in.readUnsignedByte();
            dataLeft -= 1 + paddingLeft;
            if (dataLeft < 0) {
                throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "too much padding");
            }
        }
        int count = Math.min(dataLeft, in.readableBytes());
        if (count > 0) {
            dataLeft -= count;
            int end = in.readerIndex() + count;
            try {
                listener.data(in, count);
            } finally {
                in.readerIndex(end);
            }
        }
        int padding = dataLeft > 0 ? 0 : Math.min(paddingLeft, in.readableBytes());
        paddingLeft -= padding;
        in.skipBytes(padding);
        if (dataLeft > 0 || paddingLeft > 0) {
            return false;
        }
        inData = false;
        listener.dataEnds(dataEndsStream);
        return true;
    }

    // ---- header blocks

    private void headers(int flags, int streamId, ByteBuf in, int length) throws Violation {
        int left = length;
        int padding = 0;
        if ((flags & Frame.PADDED) != 0) {
            require(left >= 1);
            padding = in.readUnsignedByte();
            left -= 1;
        }
        if ((flags & Frame.HAS_PRIORITY) != 0) {
            require(left >= 5);
            if ((in.readInt() & Integer.MAX_VALUE) == streamId) {
                throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "stream depends on itself");
            }
            in.skipBytes(1);
            left -= 5;
        }
        if (padding > left) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "too much padding");
        }
        blockLength = 0;
        continuations = 0;
        blockStream = streamId;
        blockEndsStream = (flags & Frame.END_STREAM) != 0;
        fragment(flags, in, left - padding);
    }

    private void continuation(int flags, ByteBuf in, int length) throws Violation {
        if (blockStream == 0) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without HEADERS");
        }
        if (++continuations > MAX_CONTINUATIONS) {
            throw Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, "too many CONTINUATION frames");
        }
        fragment(flags, in, length);
    }

    private void fragment(int flags, ByteBuf in, int length) throws Violation {
        if (length > maxBlockBytes - blockLength) {
            throw Violation.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, "header block too long");
        }
        if (blockLength + length > block.length) {
            block = Arrays.copyOf(block, Math.max(blockLength + length, 2 * block.length));
        }
        in.readBytes(block, blockLength, length);
        blockLength += length;
        if ((flags & Frame.END_HEADERS) != 0) {
            int streamId = blockStream;
            blockStream = 0;
            listener.headers(streamId, block, blockLength, blockEndsStream);
        }
    }

    // ---- other frames

    private void priority(int streamId, ByteBuf in, int length) throws Violation {
        if (length != 5) {
            throw Violation.ofStream(streamId, ErrorCode.FRAME_SIZE_ERROR, "wrong frame length");
        }
        if ((in.readInt() & Integer.MAX_VALUE) == streamId) {
            throw Violation.ofStream(streamId, ErrorCode.PROTOCOL_ERROR, "stream depends on itself");
        }
        listener.ignored(streamId);
    }

    private void settings(int flags, int streamId, ByteBuf in, int length) throws Violation {
        onConnection(streamId);
        boolean isAcknowledgement = (flags & Frame.ACK) != 0;
        require(isAcknowledgement ? length == 0 : length % 6 == 0);
        for (int i = 0; i < length; i += 6) {
            int id = in.readUnsignedShort();
            listener.setting(id, in.readUnsignedInt());
        }
        listener.settingsEnd(isAcknowledgement);
    }

    private void windowUpdate(int streamId, int increment) throws Violation {
        if (increment == 0) {
            throw streamId == 0
                    ? Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "window grows by nothing")
                    : Violation.ofStream(streamId, ErrorCode.PROTOCOL_ERROR, "window grows by nothing");
        }
        listener.windowUpdate(streamId, increment);
    }
}
