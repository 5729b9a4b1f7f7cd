package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.property.Choices;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever this codec accepts as the answer to GET, Netty's reads as the same. */
class NettyResponseDifferenceTest {
    private static final List<String> LINES = List.of(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200",
            "HTTP/1.1 404 Not found",
            "HTTP/1.0 200 OK",
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 304 Not Modified",
            "HTTP/1.1 600 X",
            "HTTP/1.2 200 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1\t200 OK",
            "HTTP/1.1 0200 OK",
            "http/1.1 200 OK",
            "HTTP/1.1 200 a\0b");
    private static final List<String> FIELDS = List.of(
            "Server: x",
            "X-A:\t 1 ",
            "Connection: close",
            "Keep-Alive: timeout=5",
            "Set-Cookie: a=1; b",
            "X-Obs: caf\u00e9",
            "X-Empty:",
            "Connection: x-a",
            "X A: 1",
            "X-A : 1",
            ": 1",
            "X-A",
            "X-A: a\0b",
            "X-A: a\rb",
            "X-A: a\r\n b",
            "X-A: a\nb");
    private static final List<String> BODIES = List.of(
            "Content-Length: 5\r\n\r\nhello",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            "Content-Length: 005\r\n\r\nhello",
            "\r\nhello",
            "Content-Length: 0\r\n\r\n",
            "transfer-encoding: Chunked \r\n\r\n2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nT: 1\r\n\r\n",
            "Content-Length: 5, 5\r\n\r\nhello",
            "Content-Length: +5\r\n\r\nhello",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: gzip\r\n\r\nhello",
            "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n");
    private static final String OCTETS = "\r\n \t\0:,;/\u0001\u007f\u0080\u00ff0a5";

    /** Netty takes it out of responses that have no body. */
    private static final String CODING = "transfer-encoding";

    /** A response as it was read. */
    private record Answer(int status, List<String> fields, String body) {}

    private int accepted;
    private int refused;

    @Test
    void whatIsAcceptedNettyReadsAsTheSame() {
        Property.of(NettyResponseDifferenceTest::response).cases(10_000).check(this::compare);
        assertThat(accepted).isGreaterThan(2_000);
        assertThat(refused).isGreaterThan(2_000);
    }

    private static String response(Choices choices) {
        StringBuilder text = new StringBuilder(likely(choices, LINES, 6)).append("\r\n");
        for (long fields = choices.upTo(3); fields > 0; fields--) {
            text.append(likely(choices, FIELDS, 8)).append("\r\n");
        }
        text.append(likely(choices, BODIES, 6));
        for (long edits = Math.max(0, choices.upTo(5) - 3); edits > 0; edits--) {
            int at = (int) choices.upTo(text.length() - 1);
            text.setCharAt(at, OCTETS.charAt((int) choices.upTo(OCTETS.length() - 1)));
        }
        return text.toString();
    }

    private static String likely(Choices choices, List<String> texts, int good) {
        int limit = choices.upTo(5) < 5 ? good : texts.size();
        return texts.get((int) choices.upTo(limit - 1));
    }

    private void compare(String text) {
        byte[] bytes = Wire.bytes(text);
        Answer ours = ours(Unpooled.wrappedBuffer(bytes));
        if (ours == null) {
            refused++;
            return;
        }
        accepted++;
        assertThat(netty(bytes)).isEqualTo(ours);
    }

    private static @Nullable Answer ours(ByteBuf in) {
        ResponseHead head = new ResponseHead();
        if (new ResponseHeadParser(HttpLimits.DEFAULT).parse(in, head, RequestMethod.GET) != ParseResult.DONE) {
            return null;
        }
        String body = switch (head.framing()) {
            case NONE -> "";
            case LENGTH -> in.readableBytes() < head.contentLength() ? null : text(in, (int) head.contentLength());
            case UNTIL_CLOSE -> text(in, in.readableBytes());
            case CHUNKED -> chunked(in);
        };
        if (body == null) {
            return null;
        }
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < head.headers().count(); i++) {
            if (head.headers().name(i).equals(CODING)) {
                continue;
            }
            fields.add(head.headers().name(i) + ": " + head.headers().value(i));
        }
        return new Answer(head.status(), fields, body);
    }

    private static String text(ByteBuf in, int count) {
        return in.readCharSequence(count, StandardCharsets.ISO_8859_1).toString();
    }

    private static @Nullable String chunked(ByteBuf in) {
        ChunkedReader chunks = new ChunkedReader(HttpLimits.DEFAULT);
        StringBuilder body = new StringBuilder();
        ChunkedReader.Event event = chunks.next(in);
        while (event == ChunkedReader.Event.CONTENT) {
            body.append(text(in, chunks.contentLength()));
            event = chunks.next(in);
        }
        return event == ChunkedReader.Event.END ? body.toString() : null;
    }

    private static @Nullable Answer netty(byte[] bytes) {
        HttpDecoderConfig config = new HttpDecoderConfig();
        EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder(config));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.finish();
        HttpResponse head = null;
        Answer answer = null;
        StringBuilder body = new StringBuilder();
        for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
            boolean isFirst = answer == null;
            if (isFirst
                    && part instanceof HttpObject object
                    && object.decoderResult().isFailure()) {
                ReferenceCountUtil.release(part);
                break;
            }
            if (isFirst && part instanceof HttpResponse response) {
                head = response;
            }
            if (isFirst && part instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (isFirst && part instanceof LastHttpContent && head != null) {
                answer = new Answer(head.status().code(), fields(head), body.toString());
            }
            ReferenceCountUtil.release(part);
        }
        channel.releaseInbound();
        return answer;
    }

    private static List<String> fields(HttpResponse head) {
        List<String> fields = new ArrayList<>();
        for (Map.Entry<String, String> field : head.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (name.equals(CODING)) {
                continue;
            }
            boolean isLength = name.equals("content-length");
            fields.add(name + ": " + (isLength ? Long.parseLong(field.getValue()) : field.getValue()));
        }
        return fields;
    }
}
