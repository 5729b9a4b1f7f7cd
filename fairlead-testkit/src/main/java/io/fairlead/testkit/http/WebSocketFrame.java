package io.fairlead.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A frame of a WebSocket that holds a whole message. Source: RFC 6455 section 5.
 *
 * @param opcode one of those here
 * @param text the message; its characters stand for bytes
 */
public record WebSocketFrame(int opcode, String text) {
    /** A message of text. */
    public static final int TEXT = 1;

    /** The wish to close. */
    public static final int CLOSE = 8;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final byte[] MASK = {0x0a, 0x0b, 0x0c, 0x0d};
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;

    /** Who sends a frame: clients mask theirs. */
    public enum Sender {
        /** Masked. */
        CLIENT,
        /** In clear. */
        SERVER
    }

    /** What a server answers a key with, as proof that it knows WebSocket. */
    public static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    /** Reads the next frame. Fails at the end of the stream, and for frames longer than 64 KiB. */
    public static WebSocketFrame read(MessageReader in) throws IOException {
        byte[] head = bytes(in, 2);
        int length = head[1] & 0x7f;
        if (length == LONG_LENGTH) {
            throw new MalformedMessage("a frame of more than 64 KiB");
        }
        if (length == SHORT_LENGTH) {
            byte[] longer = bytes(in, 2);
            length = (longer[0] & 0xff) << 8 | longer[1] & 0xff;
        }
        boolean masked = (head[1] & 0x80) != 0;
        byte[] mask = masked ? bytes(in, MASK.length) : new byte[MASK.length];
        byte[] payload = bytes(in, length);
        return new WebSocketFrame(head[0] & 0x0f, new String(masked(payload, mask), StandardCharsets.ISO_8859_1));
    }

    private static byte[] bytes(MessageReader in, int count) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        in.exactly(count, out);
        return out.toByteArray();
    }

    private static byte[] masked(byte[] payload, byte[] mask) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= mask[i % mask.length];
        }
        return masked;
    }

    /** The bytes of the frame. */
    public byte[] bytes(Sender sender) {
        byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
        int flag = sender == Sender.CLIENT ? 0x80 : 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80 | opcode);
        if (payload.length < SHORT_LENGTH) {
            out.write(flag | payload.length);
        } else {
            out.write(flag | SHORT_LENGTH);
            out.write(payload.length >> 8);
            out.write(payload.length);
        }
        if (sender == Sender.CLIENT) {
            out.writeBytes(MASK);
            out.writeBytes(masked(payload, MASK));
        } else {
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }
}
