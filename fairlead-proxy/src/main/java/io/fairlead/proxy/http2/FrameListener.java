package io.fairlead.proxy.http2;

import io.netty.buffer.ByteBuf;

/** What {@link FrameReader} finds. Stream identifiers are not 0 unless said otherwise; lengths were checked. */
interface FrameListener {
    /**
     * A DATA frame begins.
     *
     * @param flowControlled the length of its payload with all padding, which counts against the windows
     */
    void dataBegins(int streamId, int flowControlled) throws Violation;

    /** Some of the content of the DATA frame that began last: the next {@code count} bytes of {@code in}. */
    void data(ByteBuf in, int count) throws Violation;

    /** The DATA frame that began last ends. */
    void dataEnds(boolean endsStream) throws Violation;

    /** A header block is complete: {@code block[0..length)}. */
    void headers(int streamId, byte[] block, int length, boolean endsStream) throws Violation;

    /** The other side gives a stream up. */
    void reset(int streamId, ErrorCode code) throws Violation;

    /** One setting, of those that a SETTINGS frame brings. */
    void setting(int id, long value) throws Violation;

    /** The settings that came are to be acknowledged, or ours were. */
    void settingsEnd(boolean isAcknowledgement) throws Violation;

    /** A PING. */
    void ping(long payload, boolean isAcknowledgement) throws Violation;

    /** The other side will process no stream beyond {@code lastStreamId}. */
    void goAway(int lastStreamId, ErrorCode code) throws Violation;

    /** A window grows; stream 0 is the connection. */
    void windowUpdate(int streamId, int increment) throws Violation;

    /** A PRIORITY frame, or one of a type that is not known: of no effect. */
    void ignored(int streamId) throws Violation;
}
