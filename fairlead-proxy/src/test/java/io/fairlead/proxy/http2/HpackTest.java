package io.fairlead.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.testkit.property.Choices;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Header compression against the examples of RFC 7541 and against another implementation. */
class HpackTest {
    private static final List<String> NAMES = List.of(
            ":path", ":method", ":status", "cookie", "x-a", "content-type", "authorization", "date", "x-long-name");

    private static List<String> decode(HpackDecoder decoder, String hex) {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        List<String> fields = new ArrayList<>();
        boolean valid = decoder.decode(
                block,
                0,
                block.length,
                (bytes, nameFrom, nameTo, valueFrom, valueTo) ->
                        fields.add(text(bytes, nameFrom, nameTo) + ": " + text(bytes, valueFrom, valueTo)));
        return valid ? fields : List.of("broken");
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Test
    void theRequestsOfAppendixCAreRead() {
        HpackDecoder decoder = new HpackDecoder();
        assertThat(decode(decoder, "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode(decoder, "8286 84be 5886 a8eb 1064 9cbf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache");
        assertThat(decode(decoder, "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void brokenBlocksAreRefused() {
        assertThat(decode(new HpackDecoder(), "80")).as("index 0").containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "be"))
                .as("index beyond the tables")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "7e 00"))
                .as("name beyond the tables")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "00 05 61")).as("string cut off").containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "82 20")).as("resized at the end").containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "3f ff ff 03"))
                .as("table too large")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "ff ff ff ff ff 0f"))
                .as("number too long")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "00 81 ff 00"))
                .as("padding too long")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "00 81 18 00"))
                .as("padding of zeros")
                .containsExactly("broken");
        assertThat(decode(new HpackDecoder(), "00 84 ff ff ff ff 00"))
                .as("end of string")
                .containsExactly("broken");
    }

    private static int between(Choices choices, int low, int high) {
        return low + (int) choices.upTo(high - low);
    }

    private static List<List<String>> blocks(Choices choices) {
        List<List<String>> blocks = new ArrayList<>();
        int count = between(choices, 1, 12);
        for (int i = 0; i < count; i++) {
            List<String> block = new ArrayList<>();
            int fields = between(choices, 0, 12);
            for (int k = 0; k < fields; k++) {
                String name = NAMES.get(between(choices, 0, NAMES.size() - 1));
                String value = String.valueOf((char) between(choices, ' ', 255)).repeat(between(choices, 0, 40));
                block.add(name + ": " + (between(choices, 0, 9) == 0 ? value.repeat(20) : value));
            }
            // The other implementation puts them first, as heads must have them.
            block.sort(Comparator.comparing(field -> !field.startsWith(":")));
            blocks.add(block);
        }
        return blocks;
    }

    @Test
    void whatAnotherImplementationWritesIsRead() {
        Property.of(HpackTest::blocks).cases(400).check(blocks -> {
            DefaultHttp2HeadersEncoder encoder =
                    new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 64, 4);
            HpackDecoder decoder = new HpackDecoder();
            for (List<String> block : blocks) {
                ByteBuf encoded = Unpooled.buffer();
                encoder.encodeHeaders(1, headers(block), encoded);
                String hex = HexFormat.of().formatHex(Arrays.copyOf(encoded.array(), encoded.readableBytes()));
                assertThat(decode(decoder, hex)).containsExactlyElementsOf(block);
            }
        });
    }

    private static Http2Headers headers(List<String> block) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (String field : block) {
            int colon = field.indexOf(": ");
            headers.add(field.substring(0, colon), field.substring(colon + 2));
        }
        return headers;
    }

    @Test
    void whatIsWrittenIsReadByAnotherImplementation() {
        Property.of(HpackTest::blocks).cases(400).check(blocks -> {
            for (boolean huffman : new boolean[] {false, true}) {
                HpackEncoder encoder = new HpackEncoder(huffman);
                DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);
                for (int i = 0; i < blocks.size(); i++) {
                    if (i == 3) {
                        encoder.tableSize(0);
                        encoder.tableSize(300);
                    }
                    assertThat(read(decoder, write(encoder, blocks.get(i)))).containsExactlyElementsOf(blocks.get(i));
                }
            }
        });
    }

    private static ByteScratch write(HpackEncoder encoder, List<String> block) {
        ByteScratch out = new ByteScratch();
        encoder.begin(out);
        for (String field : block) {
            int colon = field.indexOf(": ");
            encoder.field(slice(field.substring(0, colon)), slice(field.substring(colon + 2)), out);
        }
        return out;
    }

    private static List<String> read(DefaultHttp2HeadersDecoder decoder, ByteScratch block) throws Exception {
        List<String> fields = new ArrayList<>();
        Http2Headers headers = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block.array(), 0, block.size()));
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            fields.add(field.getKey() + ": " + field.getValue());
        }
        return fields;
    }

    private static ByteSlice slice(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteSlice slice = new ByteSlice();
        slice.set(bytes, 0, bytes.length);
        return slice;
    }

    @Test
    void aFieldThatComesAgainIsOneByteAndASecretIsNeverIndexed() {
        HpackEncoder encoder = new HpackEncoder(true);
        write(encoder, List.of("x-a: one"));
        assertThat(write(encoder, List.of("x-a: one")).size()).isEqualTo(1);
        write(encoder, List.of("authorization: secret"));
        ByteScratch again = write(encoder, List.of("authorization: secret"));
        assertThat(again.size()).isGreaterThan(1);
        assertThat(again.array()[0] & 0xf0).isEqualTo(0x10);
    }
}
