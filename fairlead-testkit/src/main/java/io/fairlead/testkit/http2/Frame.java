package io.fairlead.testkit.http2;

import io.fairlead.resource.Bytes;

/**
 * One frame (RFC 9113 section 4).
 *
 * @param type one of the constants, or any other
 * @param stream 0 for the connection
 */
public record Frame(int type, int flags, int stream, Bytes payload) {
    /** Content. */
    public static final int DATA = 0;
    /** A head, or trailers. */
    public static final int HEADERS = 1;
    /** Gives a stream up. */
    public static final int RST_STREAM = 3;
    /** Settings, or their acknowledgement. */
    public static final int SETTINGS = 4;
    /** Asks for an answer. */
    public static final int PING = 6;
    /** Ends the connection. */
    public static final int GOAWAY = 7;
    /** Lets the other side send more. */
    public static final int WINDOW_UPDATE = 8;
    /** More of a head. */
    public static final int CONTINUATION = 9;

    /** The flag of the last frame of a message. */
    public static final int END_STREAM = 1;
    /** The flag of an acknowledgement. */
    public static final int ACK = 1;
    /** The flag of the last frame of a head. */
    public static final int END_HEADERS = 4;

    /** Whether a flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The number at a position of the payload, of four bytes. */
    public int number(int at) {
        byte[] bytes = payload.toArray();
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | bytes[at + i] & 0xff;
        }
        return number;
    }
}
