package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.DateText;
import io.fairlead.proxy.http1.StatusLine;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.HeaderName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * Writes the heads of responses to the client. {@code server} is always ours and {@code date} is added where it is missing,
 * as Envoy does; the framing is that of the body that follows, whatever the header changes say.
 */
final class ResponseWriter {
    private static final HeaderName DATE = HeaderName.of("date");
    private static final HeaderName SERVER = HeaderName.of("server");
    private static final byte[] SERVER_LINE = ascii("server: fairlead\r\n");
    private static final byte[] DATE_NAME = ascii("date: ");
    private static final byte[] CHUNKED_LINE = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE_LINE = ascii("connection: close\r\n");
    private static final byte[] LINE_END = ascii("\r\n");

    /** How the body of the response is framed towards the client. */
    enum Framing {
        /** There is no body; a Content-Length line says what it would have had. */
        NONE,
        /** A Content-Length line is among the headers. */
        LENGTH,
        /** The body goes out in chunks. */
        CHUNKED
    }

    /** What happens to the connection after the response. */
    enum Connection {
        KEEP_ALIVE,
        CLOSE
    }

    private ResponseWriter() {}

    /** How a body that came framed as {@code framing} goes out. */
    static Framing framingOf(BodyFraming framing) {
        return switch (framing) {
            case NONE -> Framing.NONE;
            case LENGTH -> Framing.LENGTH;
            case CHUNKED, UNTIL_CLOSE -> Framing.CHUNKED;
        };
    }

    /** Puts the whole head into {@code out}, which is emptied first. */
    static void write(int status, HeaderEdits edits, Framing framing, Connection connection, Output output) {
        ByteScratch out = output.scratch();
        out.clear();
        out.append(StatusLine.of(status));
        edits.remove(SERVER);
        int at = out.reserve(edits.encodedSize());
        edits.writeTo(out.array(), at);
        if (!edits.contains(DATE)) {
            out.append(DATE_NAME);
            int date = out.reserve(DateText.LENGTH);
            output.date().copyTo(out.array(), date);
            out.append(LINE_END);
        }
        out.append(SERVER_LINE);
        if (framing == Framing.CHUNKED) {
            out.append(CHUNKED_LINE);
        }
        if (connection == Connection.CLOSE) {
            out.append(CLOSE_LINE);
        }
        out.append(LINE_END);
    }

    /** Where heads are put together, and the date that they tell. */
    record Output(ByteScratch scratch, DateText date) {
        /** Room for a short body behind a head, in bytes, so that both go out together. */
        private static final int BODY_ROOM = 512;

        /** A buffer with what the scratch holds. The caller owns it. */
        ByteBuf toBuffer(ByteBufAllocator allocator) {
            ByteBuf buffer = allocator.directBuffer(scratch.size() + BODY_ROOM);
            return buffer.writeBytes(scratch.array(), 0, scratch.size());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
