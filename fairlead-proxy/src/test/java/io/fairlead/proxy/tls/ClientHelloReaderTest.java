package io.fairlead.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.tls.ClientHelloReader.Result;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClientHelloReaderTest {
    private static final Gen<List<Integer>> CUTS = Gen.lists(Gen.ints(1, 300), 0, 8);

    /** A ClientHello, how long its records are, and in which pieces it comes. */
    private record Delivery(List<Integer> records, List<Integer> pieces) {}

    private record Reading(Result result, @Nullable String name) {}

    private static byte[] helloOfTheJdk(@Nullable String name, String... protocols) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        engine.setSSLParameters(parameters);
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static Reading read(byte[] bytes) {
        ClientHelloReader reader = new ClientHelloReader();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Result result = reader.read(in);
        assertThat(in.readerIndex()).isZero();
        return new Reading(result, reader.serverName());
    }

    /** Reads bytes that come in pieces of these lengths, over and over, and then the rest. */
    private static Reading read(byte[] bytes, List<Integer> pieces) {
        ClientHelloReader reader = new ClientHelloReader();
        int end = 0;
        Result result = Result.NEED_MORE;
        for (int i = 0; end < bytes.length && result == Result.NEED_MORE; i++) {
            end = pieces.isEmpty() ? bytes.length : Math.min(bytes.length, end + pieces.get(i % pieces.size()));
            result = reader.read(Unpooled.wrappedBuffer(bytes, 0, end));
        }
        return new Reading(result, reader.serverName());
    }

    /** The same handshake in records of these lengths, over and over. */
    private static byte[] inRecords(byte[] bytes, List<Integer> lengths) {
        if (lengths.isEmpty()) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 5;
        for (int i = 0; at < bytes.length; i++) {
            int length = Math.min(bytes.length - at, lengths.get(i % lengths.size()));
            out.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            out.write(bytes, at, length);
            at += length;
        }
        return out.toByteArray();
    }

    /** A ClientHello with these extensions, in one record. */
    private static byte[] hello(byte[]... extensions) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] extension : extensions) {
            all.writeBytes(extension);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {3, 3});
        body.writeBytes(new byte[32]);
        body.writeBytes(new byte[] {0, 0, 2, 0x13, 1, 1, 0});
        body.writeBytes(withLength(all.toByteArray()));
        return record(body.toByteArray());
    }

    private static byte[] record(byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(9 + body.length);
        out.put(new byte[] {22, 3, 1}).putShort((short) (body.length + 4));
        out.put((byte) 1).put((byte) (body.length >> 16)).putShort((short) body.length);
        return out.put(body).array();
    }

    private static byte[] extension(int type, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putShort((short) type)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] withLength(byte[] content) {
        return ByteBuffer.allocate(2 + content.length)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] entry(int type, String name) {
        byte[] counted = withLength(name.getBytes(StandardCharsets.ISO_8859_1));
        return ByteBuffer.allocate(1 + counted.length)
                .put((byte) type)
                .put(counted)
                .array();
    }

    private static byte[] named(String name) {
        return extension(0, withLength(entry(0, name)));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void findsTheNameThatTheJdkSends() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThat(read(helloOfTheJdk("One.Example.COM", version)))
                    .isEqualTo(new Reading(Result.FOUND, "one.example.com"));
            assertThat(read(helloOfTheJdk(null, version))).isEqualTo(new Reading(Result.FOUND, null));
        }
    }

    @Test
    void recordsAndReadsMayBeCutAnywhere() throws Exception {
        byte[] whole = helloOfTheJdk("cut.example.com", "TLSv1.3", "TLSv1.2");
        Property.of(choices -> new Delivery(CUTS.draw(choices), CUTS.draw(choices)))
                .cases(2000)
                .check(delivery -> assertThat(read(inRecords(whole, delivery.records()), delivery.pieces()))
                        .isEqualTo(new Reading(Result.FOUND, "cut.example.com")));
    }

    @Test
    void aPrefixNeedsMore() throws Exception {
        byte[] whole = inRecords(helloOfTheJdk("cut.example.com", "TLSv1.3"), List.of(100));
        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length)).result()).isEqualTo(Result.NEED_MORE);
        }
    }

    @Test
    void whateverComesIsReadToAnEndAndAlikeHoweverItIsCut() throws Exception {
        byte[] whole = helloOfTheJdk("fuzz.example.com", "TLSv1.3", "TLSv1.2");
        Gen<List<Integer>> changes = Gen.lists(Gen.ints(0, Integer.MAX_VALUE), 1, 4);
        Property.of(choices -> {
                    byte[] bytes = inRecords(whole, CUTS.draw(choices)).clone();
                    for (int change : changes.draw(choices)) {
                        bytes[(change >>> 8) % bytes.length] = (byte) change;
                    }
                    return bytes;
                })
                .cases(5000)
                .check(bytes -> {
                    Reading reading = read(bytes);
                    assertThat(read(bytes, List.of(1))).isEqualTo(reading);
                    assertThat(reading.name() != null && reading.result() != Result.FOUND)
                            .as("a name without a ClientHello")
                            .isFalse();
                });
    }

    @Test
    void bytesThatAreNoTlsAreToldAtOnce() {
        assertThat(read("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII)).result())
                .isEqualTo(Result.NOT_TLS);
        assertThat(read(new byte[] {'G'}).result()).isEqualTo(Result.NOT_TLS);
        assertThat(read(new byte[] {22, 2}).result()).isEqualTo(Result.NOT_TLS);
        assertThat(read(new byte[] {22, 3, 1, 0, 0}).result()).isEqualTo(Result.NOT_TLS);
        assertThat(read(new byte[] {22, 3, 1, 0x40, 1}).result()).isEqualTo(Result.NOT_TLS);
        assertThat(read(new byte[] {}).result()).isEqualTo(Result.NEED_MORE);
    }

    @Test
    void anotherHandshakeMessageIsMalformed() {
        assertThat(read(new byte[] {22, 3, 1, 0, 4, 2}).result()).isEqualTo(Result.MALFORMED);
        assertThat(read(new byte[] {22, 3, 1, 0, 1, 2}).result()).isEqualTo(Result.MALFORMED);
    }

    @Test
    void aHelloWithoutExtensionsHasNoName() {
        byte[] body = Arrays.copyOf(new byte[] {3, 3}, 2 + 32 + 7);
        body[36] = 2;
        body[37] = 0x13;
        body[38] = 1;
        body[39] = 1;
        assertThat(read(record(body))).isEqualTo(new Reading(Result.FOUND, null));
    }

    @Test
    void theNameIsFoundAmongOtherExtensions() {
        assertThat(read(hello(extension(16, new byte[7]), named("a.test"), extension(10, new byte[0]))))
                .isEqualTo(new Reading(Result.FOUND, "a.test"));
        assertThat(read(hello())).isEqualTo(new Reading(Result.FOUND, null));
    }

    @Test
    void listsThatAreNotOneHostNameAreMalformed() {
        byte[] two = withLength(joined(entry(0, "a.test"), entry(0, "b.test")));
        for (byte[] content : List.of(
                two,
                withLength(entry(1, "a.test")),
                withLength(entry(0, "")),
                withLength(entry(0, "a\0b")),
                withLength(entry(0, "x".repeat(256))),
                withLength(new byte[0]),
                joined(withLength(entry(0, "a.test")), new byte[1]),
                entry(0, "a.test"),
                new byte[0])) {
            assertThat(read(hello(extension(0, content))).result()).isEqualTo(Result.MALFORMED);
        }
        assertThat(read(hello(named("a.test"), named("a.test"))).result()).isEqualTo(Result.MALFORMED);
        assertThat(read(hello(named("x".repeat(255)))).name()).hasSize(255);
    }

    @Test
    void bytesBehindTheHelloAreMalformed() {
        byte[] hello = hello(named("a.test"));
        byte[] longer = Arrays.copyOf(hello, hello.length + 1);
        longer[4]++;
        assertThat(read(longer).result()).isEqualTo(Result.MALFORMED);
        byte[] early = joined(hello, new byte[] {23, 3, 3, 0, 1, 0});
        assertThat(read(early)).isEqualTo(new Reading(Result.FOUND, "a.test"));
    }

    @Test
    void helloAndBytesAreBounded() {
        assertThat(read(new byte[] {22, 3, 1, 0, 4, 1, 0, 0x40, 0}).result()).isEqualTo(Result.MALFORMED);
        assertThat(read(new byte[] {22, 3, 1, 0, 4, 1, 0, 0x3f, (byte) 0xfc}).result())
                .isEqualTo(Result.NEED_MORE);
        byte[] tiny = new byte[ClientHelloReader.MAX_BYTES];
        for (int i = 0; i < tiny.length; i++) {
            tiny[i] = new byte[] {22, 3, 0, 0, 1, 0}[i % 6];
        }
        tiny[5] = 1;
        tiny[17] = 0x30;
        assertThat(read(Arrays.copyOf(tiny, tiny.length - 1)).result()).isEqualTo(Result.NEED_MORE);
        assertThat(read(tiny).result()).isEqualTo(Result.MALFORMED);
    }
}
