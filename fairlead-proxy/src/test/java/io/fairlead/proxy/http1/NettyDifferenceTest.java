package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.property.Property;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever this codec accepts, Netty's reads as the same messages. What only Netty accepts is refused on purpose. */
class NettyDifferenceTest {
    private int accepted;
    private int refused;

    @Test
    void whatIsAcceptedNettyReadsAsTheSame() {
        Property.of(new RequestText()).cases(20_000).check(this::compare);
        assertThat(accepted).isGreaterThan(5_000);
        assertThat(refused).isGreaterThan(5_000);
    }

    private void compare(String text) {
        byte[] bytes = Wire.bytes(text);
        List<Wire.Message> ours = Wire.read(List.of(bytes));
        List<Wire.Message> nettys = netty(bytes);
        for (int i = 0; i < ours.size(); i++) {
            Wire.Message message = ours.get(i);
            if (!message.end().equals(Wire.COMPLETE)) {
                refused++;
                return;
            }
            accepted++;
            assertThat(nettys).hasSizeGreaterThan(i);
            assertThat(nettys.get(i)).isEqualTo(comparable(message));
        }
    }

    /** Our message without what Netty does not tell. */
    private static Wire.Message comparable(Wire.Message ours) {
        List<String> fields = new ArrayList<>();
        for (String field : ours.fields()) {
            fields.add(field.startsWith("[") ? field.substring(1, field.length() - 1) : field);
        }
        return new Wire.Message(
                ours.method(), ours.target(), ours.authority(), fields, ours.body(), true, Wire.COMPLETE);
    }

    private static List<Wire.Message> netty(byte[] bytes) {
        HttpDecoderConfig config =
                new HttpDecoderConfig().setMaxInitialLineLength(65_536).setMaxHeaderSize(65_536);
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder(config));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        List<Wire.Message> messages = new ArrayList<>();
        HttpRequest request = null;
        StringBuilder body = new StringBuilder();
        for (Object object = channel.readInbound(); object != null; object = channel.readInbound()) {
            if (object instanceof HttpObject part && part.decoderResult().isFailure()) {
                ReferenceCountUtil.release(object);
                break;
            }
            if (object instanceof HttpRequest head) {
                request = head;
                body.setLength(0);
            }
            if (object instanceof HttpContent content) {
                body.append(content.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (object instanceof LastHttpContent && request != null) {
                messages.add(message(request, body.toString()));
            }
            ReferenceCountUtil.release(object);
        }
        channel.finishAndReleaseAll();
        return messages;
    }

    private static Wire.Message message(HttpRequest request, String body) {
        List<String> fields = new ArrayList<>();
        String authority = "";
        for (Map.Entry<String, String> field : request.headers()) {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (name.equals("host")) {
                authority = field.getValue();
            } else {
                fields.add(name + ": "
                        + (name.equals("content-length") ? Long.parseLong(field.getValue()) : field.getValue()));
            }
        }
        String target = request.uri();
        if (target.toLowerCase(Locale.ROOT).startsWith("http://")) {
            int end = authorityEnd(target);
            authority = target.substring(7, end);
            target = target.substring(end);
        }
        return new Wire.Message(
                request.method().name(), normalised(target), authority, fields, body, true, Wire.COMPLETE);
    }

    private static int authorityEnd(String target) {
        int end = 7;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        return end;
    }

    private static String normalised(String target) {
        if (target.equals("*")) {
            return target;
        }
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        byte[] in = Wire.bytes(path);
        byte[] work = new byte[in.length * 4 + 1];
        System.arraycopy(in, 0, work, 0, in.length);
        int end = PathNormaliser.normalise(work, 0, in.length, in.length);
        if (end < 0) {
            return "refused";
        }
        String query = question < 0 ? "" : target.substring(question);
        return new String(work, in.length, end - in.length, StandardCharsets.ISO_8859_1) + query;
    }
}
