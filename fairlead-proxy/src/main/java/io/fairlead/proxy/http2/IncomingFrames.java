package io.fairlead.proxy.http2;

import io.fairlead.proxy.http1.FieldSink;
import io.fairlead.proxy.http2.Http2Connection.Forgetting;
import io.fairlead.proxy.http2.Http2Connection.Role;
import io.fairlead.proxy.http2.Http2Stream.StreamEnd;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the rules of RFC 9113 for the frames that come on a connection, and hands their content to the streams. Event loop
 * only.
 */
final class IncomingFrames implements FrameListener {
    private static final FieldSink NOWHERE = (bytes, nameFrom, nameTo, valueFrom, valueTo) -> {};

    private final Http2Connection connection;
    private final FloodGuard guard;
    private final HpackDecoder decoder = new HpackDecoder();
    private boolean settingsReceived;
    private int lastOpened;
    private int acceptedUpTo = Integer.MAX_VALUE;
    private long receiveWindow;
    private int peerMaxStreams = 100;

    /** The stream of the DATA frame being read; null if its content is dropped. */
    private @Nullable Http2Stream dataStream;

    private int dataOverhead;
    private boolean dataIsEmpty;

    IncomingFrames(Http2Connection connection, FloodGuard guard) {
        this.connection = connection;
        this.guard = guard;
        this.receiveWindow = connection.limits().connectionWindow();
    }

    /** The last stream that the other side opened. */
    int lastOpened() {
        return lastOpened;
    }

    /** Accepts no stream beyond the last one opened, which is returned. */
    int acceptNoMore() {
        acceptedUpTo = lastOpened;
        return lastOpened;
    }

    /** How many streams the other side lets this one have open. */
    int peerMaxStreams() {
        return peerMaxStreams;
    }

    void growReceiveWindow(int bytes) {
        receiveWindow += bytes;
    }

    private boolean isServer() {
        return connection.role() == Role.SERVER;
    }

    private boolean isOfPeer(int streamId) {
        return (streamId & 1) == (isServer() ? 1 : 0);
    }

    /** Whether the stream was never opened, by anybody. */
    private boolean isIdle(int streamId) {
        return isOfPeer(streamId) ? streamId > lastOpened : connection.isUnused(streamId);
    }

    private void checkNotIdle(int streamId) throws Violation {
        if (isIdle(streamId)) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "stream is idle");
        }
    }

    private void checkSettings() throws Violation {
        if (!settingsReceived) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "no settings");
        }
    }

    @Override
    public void dataBegins(int streamId, int flowControlled) throws Violation {
        checkSettings();
        dataStream = null;
        dataOverhead = flowControlled;
        dataIsEmpty = true;
        checkNotIdle(streamId);
        receiveWindow -= flowControlled;
        if (receiveWindow < 0) {
            throw Violation.ofConnection(ErrorCode.FLOW_CONTROL_ERROR, "window of the connection exceeded");
        }
        Http2Stream stream = connection.stream(streamId);
        if (stream == null || stream.isEndReceived()) {
            if (stream != null || !connection.closedStreams().mayStillReceive(streamId)) {
                throw Violation.ofStream(streamId, ErrorCode.STREAM_CLOSED, "DATA on a closed stream");
            }
            return;
        }
        if (!stream.receives(flowControlled)) {
            // Closing the stream gives it all back.
            dataOverhead = 0;
            throw Violation.ofStream(streamId, ErrorCode.FLOW_CONTROL_ERROR, "window exceeded");
        }
        dataStream = stream;
    }

    @Override
    public void data(ByteBuf in, int count) throws Violation {
        Http2Stream stream = dataStream;
        dataIsEmpty = false;
        if (stream == null || stream.isClosed()) {
            return;
        }
        dataOverhead -= count;
        connection.touch(stream);
        guard.useful();
        if (!stream.data(in, count)) {
            throw malformed(stream);
        }
    }

    @Override
    public void dataEnds(boolean endsStream) throws Violation {
        Http2Stream stream = dataStream;
        dataStream = null;
        if (stream == null || stream.isClosed()) {
            // What the stream received was given back when it was closed, if there was one.
            if (stream == null) {
                connection.consumed(dataOverhead);
            }
            return;
        }
        stream.consumed(dataOverhead);
        if (endsStream) {
            messageEnds(stream);
        } else if (dataIsEmpty) {
            guard.empty();
        }
    }

    private void messageEnds(Http2Stream stream) throws Violation {
        stream.receivedEnd();
        connection.touch(stream);
        boolean valid = stream.dataEnd();
        if (!valid && stream.isOpen()) {
            throw malformed(stream);
        }
        if (stream.isEndWritten() && !stream.isClosed()) {
            connection.finished(stream);
        }
    }

    private Violation malformed(Http2Stream stream) {
        return Violation.ofStream(stream.id(), ErrorCode.PROTOCOL_ERROR, "malformed message");
    }

    @Override
    public void headers(int streamId, byte[] bytes, int length, boolean endsStream) throws Violation {
        checkSettings();
        Http2Stream stream = connection.stream(streamId);
        if (stream == null && isOfPeer(streamId) && isServer() && streamId > lastOpened) {
            lastOpened = streamId;
            guard.opened();
            if (streamId <= acceptedUpTo
                    && connection.openStreams() < connection.limits().maxStreams()) {
                stream = connection.accept();
                connection.add(stream, streamId);
            } else {
                decode(bytes, length, NOWHERE);
                refuse(streamId);
                return;
            }
        }
        if (stream == null || stream.isEndReceived()) {
            decode(bytes, length, NOWHERE);
            lateHeaders(streamId, stream != null);
            return;
        }
        decode(bytes, length, stream.fieldsBegin());
        if (endsStream) {
            stream.receivedEnd();
        }
        connection.touch(stream);
        if (!stream.fieldsEnd() && stream.isOpen()) {
            throw malformed(stream);
        }
        if (endsStream && stream.isOpen() && stream.isEndWritten()) {
            connection.finished(stream);
        }
    }

    private void decode(byte[] bytes, int length, FieldSink sink) throws Violation {
        if (!decoder.decode(bytes, 0, length, sink)) {
            throw Violation.ofConnection(ErrorCode.COMPRESSION_ERROR, "broken header block");
        }
    }

    private void refuse(int streamId) {
        if (streamId <= acceptedUpTo) {
            connection.writer().reset(streamId, ErrorCode.REFUSED_STREAM);
            connection.flush();
        }
        connection.closedStreams().add(streamId, Forgetting.RESET_BY_US);
    }

    /** A head on a stream that takes none any more, or never did. */
    private void lateHeaders(int streamId, boolean isOpen) throws Violation {
        if (isOpen) {
            throw Violation.ofStream(streamId, ErrorCode.STREAM_CLOSED, "head on a half-closed stream");
        }
        if (isIdle(streamId) || !isOfPeer(streamId) && isServer()) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "stream cannot be opened");
        }
        if (connection.closedStreams().mayStillReceive(streamId)) {
            return;
        }
        if (connection.closedStreams().contains(streamId)) {
            throw Violation.ofConnection(ErrorCode.STREAM_CLOSED, "head on a closed stream");
        }
        if (isServer()) {
            throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "stream numbers go down");
        }
    }

    @Override
    public void reset(int streamId, ErrorCode code) throws Violation {
        checkSettings();
        checkNotIdle(streamId);
        Http2Stream stream = connection.stream(streamId);
        if (stream == null) {
            guard.idle();
            return;
        }
        connection.forget(stream, Forgetting.RESET_BY_PEER);
        stream.ended(code == ErrorCode.REFUSED_STREAM ? StreamEnd.REFUSED : StreamEnd.RESET);
        if (isServer()) {
            guard.reset();
        }
    }

    @Override
    public void setting(int id, long setting) throws Violation {
        switch (id) {
            case Frame.HEADER_TABLE_SIZE -> connection.encoder().tableSize(setting);
            case Frame.ENABLE_PUSH -> {
                if (setting > 1 || setting == 1 && !isServer()) {
                    throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "wrong setting");
                }
            }
            case Frame.MAX_CONCURRENT_STREAMS -> peerMaxStreams = (int) Math.min(setting, Integer.MAX_VALUE);
            case Frame.INITIAL_WINDOW_SIZE -> initialWindow(setting);
            case Frame.MAX_FRAME_SIZE -> {
                if (setting < Frame.MAX_PAYLOAD_BYTES || setting > 0xffffff) {
                    throw Violation.ofConnection(ErrorCode.PROTOCOL_ERROR, "wrong setting");
                }
            }
            default -> {
                // Unknown settings are to be ignored, and the size of header lists is advice.
            }
        }
    }

    private void initialWindow(long setting) throws Violation {
        if (setting > Integer.MAX_VALUE) {
            throw Violation.ofConnection(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
        }
        if (!connection.initialSendWindow((int) setting)) {
            throw Violation.ofConnection(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
        }
    }

    @Override
    public void settingsEnd(boolean isAcknowledgement) throws Violation {
        guard.control(!connection.isChannelWritable());
        if (isAcknowledgement) {
            checkSettings();
            return;
        }
        settingsReceived = true;
        connection.writer().settingsAcknowledgement();
        connection.flush();
        connection.settingsChanged();
    }

    @Override
    public void ping(long payload, boolean isAcknowledgement) throws Violation {
        checkSettings();
        guard.control(!connection.isChannelWritable());
        if (isAcknowledgement) {
            connection.pingAcknowledged();
        } else {
            connection.writer().ping(payload, Frame.ACK);
            connection.flush();
        }
    }

    @Override
    public void goAway(int lastStreamId, ErrorCode code) throws Violation {
        checkSettings();
        guard.control(!connection.isChannelWritable());
        if (!isServer()) {
            for (Http2Stream stream : connection.streams()) {
                if (stream.id() > lastStreamId) {
                    connection.forget(stream, Forgetting.RESET_BY_PEER);
                    stream.ended(StreamEnd.REFUSED);
                }
            }
        }
        connection.goAwayReceived();
    }

    @Override
    public void windowUpdate(int streamId, int increment) throws Violation {
        checkSettings();
        guard.idle();
        if (streamId == 0) {
            if (!connection.growSendWindow(increment)) {
                throw Violation.ofConnection(ErrorCode.FLOW_CONTROL_ERROR, "window too large");
            }
            connection.flush();
            return;
        }
        checkNotIdle(streamId);
        Http2Stream stream = connection.stream(streamId);
        if (stream != null) {
            if (!stream.growSendWindow(increment)) {
                throw Violation.ofStream(streamId, ErrorCode.FLOW_CONTROL_ERROR, "window too large");
            }
            connection.flush();
        }
    }

    @Override
    public void ignored(int streamId) throws Violation {
        checkSettings();
        guard.idle();
    }
}
