package io.fairlead.testkit.http2;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http.Fields;
import io.fairlead.testkit.http.MalformedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes frames. One thread reads; any thread writes. */
public final class FrameSocket {
    /** What a client sends first. */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static final int MAX_PAYLOAD = 16_384;
    private static final int HEADER = 9;

    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    /** Over these streams, which stay the caller's. */
    public FrameSocket(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Writes bytes that are no frame. */
    public synchronized void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Writes a frame. */
    public void write(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
        frame.put((byte) (payload.length >>> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        write(frame.array());
    }

    /** Writes a head, or trailers; names as they stand. */
    public synchronized void writeFields(int stream, List<Field> fields, int flags) throws IOException {
        Http2Headers headers = new DefaultHttp2Headers(false);
        fields.forEach(field -> headers.add(field.name(), field.value()));
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(stream, headers, block);
        } catch (Http2Exception e) {
            throw new MalformedMessage("fields cannot be encoded: " + e.getMessage());
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        int first = Math.min(bytes.length, MAX_PAYLOAD);
        boolean whole = first == bytes.length;
        write(Frame.HEADERS, whole ? flags | Frame.END_HEADERS : flags, stream, Arrays.copyOf(bytes, first));
        for (int at = first; at < bytes.length; at += MAX_PAYLOAD) {
            int end = Math.min(bytes.length, at + MAX_PAYLOAD);
            int last = end == bytes.length ? Frame.END_HEADERS : 0;
            write(Frame.CONTINUATION, last, stream, Arrays.copyOfRange(bytes, at, end));
        }
    }

    /** Writes content, in as many frames as it takes. */
    public void writeContent(int stream, byte[] content, int flags) throws IOException {
        int at = 0;
        do {
            int end = Math.min(content.length, at + MAX_PAYLOAD);
            write(Frame.DATA, end == content.length ? flags : 0, stream, Arrays.copyOfRange(content, at, end));
            at = end;
        } while (at < content.length);
    }

    /** Lets the other side send so much more on a stream, or on the connection. */
    public void writeWindowUpdate(int stream, int increment) throws IOException {
        write(Frame.WINDOW_UPDATE, 0, stream, number(increment));
    }

    /** Settings of two bytes of identifier and four of value each. */
    public void writeSettings(Map<Integer, Integer> settings) throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(settings.size() * 6);
        settings.forEach((id, value) -> payload.putShort(id.shortValue()).putInt(value));
        write(Frame.SETTINGS, 0, 0, payload.array());
    }

    /** A number of four bytes. */
    public static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** The next frame, null at the end of the connection. */
    public @Nullable Frame read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        if (length > MAX_PAYLOAD) {
            throw new MalformedMessage("a frame of " + length + " bytes");
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, Bytes.of(payload));
    }

    /** The fields of a head, or of trailers, that begins with this frame; reads the frames that continue it. */
    public Fields fields(Frame first) throws IOException {
        ByteBuf block = Unpooled.buffer();
        block.writeBytes(first.payload().toArray());
        Frame last = first;
        while (!last.has(Frame.END_HEADERS)) {
            last = read();
            if (last == null) {
                throw new EOFException("closed within a head");
            }
            block.writeBytes(last.payload().toArray());
        }
        try {
            List<Field> fields = new ArrayList<>();
            for (Map.Entry<CharSequence, CharSequence> each : decoder.decodeHeaders(first.stream(), block)) {
                fields.add(new Field(each.getKey().toString(), each.getValue().toString()));
            }
            return new Fields(fields);
        } catch (Http2Exception e) {
            throw new MalformedMessage("a broken head: " + e.getMessage());
        }
    }

    /** The same with names in lower case, as HTTP/2 wants them. */
    public static List<Field> lowerCase(List<Field> fields) {
        return fields.stream()
                .map(field -> new Field(field.name().toLowerCase(Locale.ROOT), field.value()))
                .toList();
    }

    /** The bytes of the preface. */
    public static byte[] preface() {
        return PREFACE.getBytes(StandardCharsets.US_ASCII);
    }
}
