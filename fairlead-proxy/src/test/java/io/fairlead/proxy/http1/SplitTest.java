package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final Gen<List<Integer>> CUTS = Gen.lists(Gen.ints(0, 400), 0, 12);

    /** A stream and where it is cut. */
    private record Cut(String text, List<Integer> cuts) {}

    @Test
    void thePiecesInWhichBytesComeMakeNoDifference() {
        Gen<Cut> cases = choices -> new Cut(new RequestText().draw(choices), CUTS.draw(choices));
        Property.of(cases).cases(2000).check(cut -> {
            byte[] bytes = Wire.bytes(cut.text());
            assertThat(Wire.read(pieces(bytes, cut.cuts()))).isEqualTo(Wire.read(List.of(bytes)));
        });
    }

    @Test
    void singleBytesMakeNoDifference() {
        Property.of(new RequestText()).cases(500).check(text -> {
            byte[] bytes = Wire.bytes(text);
            List<byte[]> single = new ArrayList<>();
            for (byte octet : bytes) {
                single.add(new byte[] {octet});
            }
            assertThat(Wire.read(single)).isEqualTo(Wire.read(List.of(bytes)));
        });
    }

    @Test
    void responsesMayBeCutAnywhere() {
        byte[] bytes = Wire.bytes("HTTP/1.1 200 OK\r\nX-A:  1 \r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int cut = 0; cut <= bytes.length; cut++) {
            ResponseHead head = new ResponseHead();
            ResponseHeadParser parser = new ResponseHeadParser(HttpLimits.DEFAULT);
            ByteBuf first = Unpooled.wrappedBuffer(bytes, 0, cut);
            ByteBuf second = Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut);
            ParseResult result = parser.parse(first, head, RequestMethod.GET);
            assertThat(first.isReadable()).isFalse();
            if (cut < bytes.length) {
                assertThat(result).isEqualTo(ParseResult.NEED_MORE);
                result = parser.parse(second, head, RequestMethod.GET);
            }
            assertThat(result).isEqualTo(ParseResult.DONE);
            assertThat(Wire.fields(head)).containsExactly("x-a: 1", "[transfer-encoding: chunked]");
            assertThat(head.framing()).isEqualTo(BodyFraming.CHUNKED);
        }
    }

    private static List<byte[]> pieces(byte[] bytes, List<Integer> cuts) {
        List<byte[]> pieces = new ArrayList<>();
        int from = 0;
        for (int cut : cuts.stream().sorted().toList()) {
            int to = Math.min(cut, bytes.length);
            pieces.add(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        pieces.add(Arrays.copyOfRange(bytes, from, bytes.length));
        return pieces;
    }
}
