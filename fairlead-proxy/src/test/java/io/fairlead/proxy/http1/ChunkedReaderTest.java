package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5#hello#0##|hello", "a#0123456789#0##|0123456789", "A#0123456789#0##|0123456789",
                        "2#he#3#llo#000##|hello",
                "0000000005#hello#0##|hello", "5;a=b#hello#0;c##|hello", "5;a=\"x;y\\\"\"#hello#0##|hello",
                        "5 ; a = b ;c#hello#0##|hello",
                "5;a#hello#0#X-T: 1#Content-Length: 9##|hello", "5#hello#0#x:##|hello"
            })
    void contentIsFound(String body, String content) {
        assertThat(content(body.replace("#", "\r\n"))).isEqualTo(content);
    }

    @Test
    void contentMayHoldAnything() {
        assertThat(content("6\r\n\r\n0\r\n\r\r\n0\r\n\r\n")).isEqualTo("\r\n0\r\n\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x5#hello#",
                "+5#hello#",
                "-5#hello#",
                "#hello#",
                "10000000000000005#hello#",
                "8000000000000000#",
                "5 5#hello#",
                "5x#",
                "5,5#",
                "5\0#",
                "5.0#",
                ";a=b#hello#",
                " 5#hello#",
                "5 #hello#",
                "5\t#hello#",
                "5#hello0#",
                "3#hello#",
                "5\rhello",
                "5\nhello",
                "5#hello\r0#",
                "5#hello\n",
                "5;a\nb#",
                "5;a\rb#",
                "5;a\0#",
                "5;#",
                "5;a=#",
                "5;a b#",
                "5;\"a\"#",
                "5;a=b\"c\"#",
                "5;a=\"b#",
                "5;a=\"b\"c#",
                "5;a #",
                "5;=b#",
                "0\n#",
                "0#X-T#",
                "0#X-T : 1#",
                "0#: 1#",
                "0#X-T: a\0b#",
                "0#X-T: a# b#",
                "0# X-T: a#",
                "0#X-T: 1\n",
                "0#X-T: 1\r\r",
                "0#\n",
                "0#\r\r"
            })
    void faultsAreRefused(String body) {
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(body.replace("#", "\r\n")));
        assertThat(last(reader, in)).as(body).isEqualTo(ChunkedReader.Event.ERROR);
        assertThat(reader.refusal()).isNotNull().extracting(Refusal::status).isEqualTo(400);
        assertThat(reader.next(in)).isEqualTo(ChunkedReader.Event.ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5#",
                "5#hel",
                "5#hello",
                "5#hello#",
                "5#hello#0",
                "5#hello#0#",
                "0#X-T: 1#",
                "7fffffffffffffff#hello",
                "100000005#hello#"
            })
    void anUnfinishedBodyNeedsMore(String body) {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(body.replace("#", "\r\n")));
        assertThat(last(new ChunkedReader(HttpLimits.DEFAULT), in)).isEqualTo(ChunkedReader.Event.NEED_MORE);
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void theEndLeavesWhatFollowsAndTheReaderReady() {
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes("1\r\nx\r\n0\r\n\r\n2\r\nyz\r\n0\r\nT: 1\r\n\r\nGET"));
        assertThat(last(reader, in)).isEqualTo(ChunkedReader.Event.END);
        assertThat(last(reader, in)).isEqualTo(ChunkedReader.Event.END);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("GET");
    }

    @Test
    void extensionsMayNotOutweighTheContent() {
        String extension = ";" + "e".repeat(499);
        assertThat(last(("1f4" + extension + "\r\n" + "x".repeat(500) + "\r\n").repeat(200) + "0\r\n\r\n"))
                .isEqualTo(ChunkedReader.Event.END);
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(("1" + extension + "\r\nx\r\n").repeat(200)));
        assertThat(last(reader, in)).isEqualTo(ChunkedReader.Event.ERROR);
        assertThat(reader.refusal()).isEqualTo(Refusal.CHUNK_EXTENSIONS);
    }

    @Test
    void digitsAndTrailersAreBounded() {
        assertThat(last("0".repeat(32) + "\r\n\r\n")).isEqualTo(ChunkedReader.Event.END);
        assertThat(last("0".repeat(33))).isEqualTo(ChunkedReader.Event.ERROR);
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes("0\r\n" + "X-T: 0123456789\r\n".repeat(5000)));
        assertThat(last(reader, in)).isEqualTo(ChunkedReader.Event.ERROR);
        assertThat(reader.refusal()).isEqualTo(Refusal.TRAILERS_TOO_LARGE);
    }

    @Test
    void aResetForgetsAFault() {
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        assertThat(last(reader, Unpooled.wrappedBuffer(Wire.bytes("zz")))).isEqualTo(ChunkedReader.Event.ERROR);
        reader.reset();
        assertThat(reader.refusal()).isNull();
        assertThat(last(reader, Unpooled.wrappedBuffer(Wire.bytes("0\r\n\r\n"))))
                .isEqualTo(ChunkedReader.Event.END);
    }

    private static ChunkedReader.Event last(String body) {
        return last(new ChunkedReader(HttpLimits.DEFAULT), Unpooled.wrappedBuffer(Wire.bytes(body)));
    }

    /** Skips content and returns the first other event. */
    private static ChunkedReader.Event last(ChunkedReader reader, ByteBuf in) {
        ChunkedReader.Event event = reader.next(in);
        while (event == ChunkedReader.Event.CONTENT) {
            assertThat(reader.contentLength()).isPositive();
            in.skipBytes(reader.contentLength());
            event = reader.next(in);
        }
        return event;
    }

    private static String content(String body) {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(body));
        ChunkedReader reader = new ChunkedReader(HttpLimits.DEFAULT);
        StringBuilder content = new StringBuilder();
        ChunkedReader.Event event = reader.next(in);
        while (event == ChunkedReader.Event.CONTENT) {
            content.append(in.readCharSequence(reader.contentLength(), StandardCharsets.ISO_8859_1));
            event = reader.next(in);
        }
        assertThat(event).isEqualTo(ChunkedReader.Event.END);
        return content.toString();
    }
}
