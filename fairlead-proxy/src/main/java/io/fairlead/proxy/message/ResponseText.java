package io.fairlead.proxy.message;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.StatusLine;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.HeaderName;
import java.nio.charset.StandardCharsets;

/**
 * Writes heads of responses in HTTP/1.1. {@code server} is always ours and {@code date} is added where it is missing,
 * as Envoy does; the framing is that of the body that follows, whatever the header changes say.
 */
public final class ResponseText {
    private static final HeaderName DATE = HeaderName.of("date");
    private static final HeaderName SERVER = HeaderName.of("server");
    private static final byte[] SERVER_LINE = ascii("server: fairlead\r\n");
    private static final byte[] DATE_NAME = ascii("date: ");
    private static final byte[] CHUNKED_LINE = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] EMPTY_LINE = ascii("content-length: 0\r\n");
    private static final byte[] CLOSE_LINE = ascii("connection: close\r\n");
    private static final byte[] UPGRADE_LINES = ascii("connection: Upgrade\r\nupgrade: websocket\r\n");
    private static final byte[] LINE_END = ascii("\r\n");

    /** What happens to the connection after the response. */
    public enum Connection {
        /** The next request may come. */
        KEEP_ALIVE,
        /** It ends, and the client is told so. */
        CLOSE
    }

    private ResponseText() {}

    /** Puts the whole head into {@code out}, which is emptied first. */
    public static void write(int status, HeaderEdits edits, Framing framing, Connection connection, Output output) {
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
        } else if (framing == Framing.EMPTY) {
            out.append(EMPTY_LINE);
        }
        if (status == Upgrade.STATUS) {
            out.append(UPGRADE_LINES);
        } else if (connection == Connection.CLOSE) {
            out.append(CLOSE_LINE);
        }
        out.append(LINE_END);
    }

    /** Where heads are put together, and the date that they tell. */
    public record Output(ByteScratch scratch, DateText date) {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
