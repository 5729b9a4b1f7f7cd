package io.fairlead.proxy.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.proxyprotocol.ProxyHeaderReader.Result;
import io.fairlead.testkit.property.Choices;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProxyHeaderReaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final InetSocketAddress CLIENT = address("192.0.2.7", 4711);
    private static final InetSocketAddress SERVER = address("198.51.100.1", 443);

    private record Reading(Result result, @Nullable ProxyHeader header, int left) {}

    private static InetSocketAddress address(String ip, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(ip), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Reading read(byte[] bytes) {
        ProxyHeaderReader reader = new ProxyHeaderReader();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Result result = reader.read(in);
        return new Reading(result, reader.header(), in.readableBytes());
    }

    /** The same bytes, one more at a time. */
    private static Reading readSlowly(byte[] bytes) {
        ProxyHeaderReader reader = new ProxyHeaderReader();
        for (int end = 1; end <= bytes.length; end++) {
            ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, end);
            Result result = reader.read(in);
            if (result != Result.NEED_MORE) {
                return new Reading(result, reader.header(), in.readableBytes() + bytes.length - end);
            }
        }
        return new Reading(Result.NEED_MORE, null, bytes.length);
    }

    private static Reading text(String text) {
        return read(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Reading hex(String hex) {
        return read(HexFormat.of().parseHex(hex));
    }

    private static byte[] bytes(ByteBuf written) {
        byte[] bytes = new byte[written.readableBytes()];
        written.readBytes(bytes);
        written.release();
        return bytes;
    }

    private static ProxyHeader header(Choices choices) {
        boolean six = choices.upTo(1) == 1;
        return new ProxyHeader(address(choices, six), address(choices, six));
    }

    private static InetSocketAddress address(Choices choices, boolean six) {
        byte[] ip = new byte[six ? 16 : 4];
        for (int i = 0; i < ip.length; i++) {
            ip[i] = (byte) choices.upTo(255);
        }
        // An IPv4 address in IPv6's clothes would come back without them.
        ip[0] = six ? 0x20 : ip[0];
        try {
            return new InetSocketAddress(InetAddress.getByAddress(ip), (int) choices.upTo(65535));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        Property.of(ProxyHeaderReaderTest::header).cases(1000).check(header -> {
            for (ByteBuf written :
                    List.of(header.toV1(ByteBufAllocator.DEFAULT), header.toV2(ByteBufAllocator.DEFAULT))) {
                byte[] bytes = bytes(written);
                byte[] more = Arrays.copyOf(bytes, bytes.length + 3);
                assertThat(read(more)).isEqualTo(new Reading(Result.FOUND, header, 3));
                assertThat(readSlowly(more)).isEqualTo(new Reading(Result.FOUND, header, 3));
                for (int end = 0; end < bytes.length; end++) {
                    assertThat(read(Arrays.copyOf(bytes, end)).result()).isEqualTo(Result.NEED_MORE);
                }
            }
        });
    }

    @Test
    void whateverComesIsReadToAnEndAndAlikeHoweverItIsCut() {
        Gen<List<Integer>> changes = Gen.lists(Gen.ints(0, Integer.MAX_VALUE), 1, 4);
        Property.of(choices -> {
                    ProxyHeader header = header(choices);
                    byte[] bytes = bytes(
                            choices.upTo(1) == 0
                                    ? header.toV1(ByteBufAllocator.DEFAULT)
                                    : header.toV2(ByteBufAllocator.DEFAULT));
                    for (int change : changes.draw(choices)) {
                        bytes[(change >>> 8) % bytes.length] = (byte) change;
                    }
                    return bytes;
                })
                .cases(5000)
                .check(bytes -> assertThat(readSlowly(bytes)).isEqualTo(read(bytes)));
    }

    @Test
    void textIsReadExactly() {
        ProxyHeader known = new ProxyHeader(CLIENT, SERVER);
        assertThat(text("PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\nGET"))
                .isEqualTo(new Reading(Result.FOUND, known, 3));
        assertThat(text("PROXY TCP6 2001:db8::1 ::1 1 2\r\n").header())
                .isEqualTo(new ProxyHeader(address("2001:db8::1", 1), address("::1", 2)));
        assertThat(text("PROXY UNKNOWN\r\n")).isEqualTo(new Reading(Result.FOUND, null, 0));
        assertThat(text("PROXY UNKNOWN ff:: 1 2 whatever\r\n")).isEqualTo(new Reading(Result.FOUND, null, 0));
        for (String bad : List.of(
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\n",
                "PROXY TCP4  192.0.2.7 198.51.100.1 4711 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443 \r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 4711\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 04711 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 443\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 443\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP6 [::1] ::1 1 2\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n",
                "PROXY UNKNOWNS\r\n",
                "PROXY\r\n",
                "proxy TCP4 192.0.2.7 198.51.100.1 1 2\r\n",
                "GET / HTTP/1.1\r\n",
                "PROXY UNKNOWN " + "x".repeat(100) + "\r\n")) {
            assertThat(text(bad).result()).as(bad).isEqualTo(Result.MALFORMED);
        }
    }

    @Test
    void bytesAreReadExactly() {
        String ends = "c0000207c6336401126701bb";
        assertThat(hex(SIGNATURE + "2111000c" + ends + "47"))
                .isEqualTo(new Reading(Result.FOUND, new ProxyHeader(CLIENT, SERVER), 1));
        assertThat(hex(SIGNATURE + "21110010" + ends + "04000100").header())
                .as("with an extension")
                .isEqualTo(new ProxyHeader(CLIENT, SERVER));
        assertThat(hex(SIGNATURE + "20000000")).isEqualTo(new Reading(Result.FOUND, null, 0));
        assertThat(hex(SIGNATURE + "2011000c" + ends)).isEqualTo(new Reading(Result.FOUND, null, 0));
        assertThat(hex(SIGNATURE + "21000000")).isEqualTo(new Reading(Result.FOUND, null, 0));
        assertThat(hex(SIGNATURE + "213100d8" + "00".repeat(216))).isEqualTo(new Reading(Result.FOUND, null, 0));
        for (String bad : List.of(
                "1111000c" + ends,
                "2211000c" + ends,
                "2111000b" + ends,
                "21210023" + "00".repeat(35),
                "2112000c" + ends,
                "21ff0000",
                "21110ff1")) {
            assertThat(hex(SIGNATURE + bad).result()).as(bad).isEqualTo(Result.MALFORMED);
        }
        assertThat(hex(SIGNATURE + "21110ff0").result()).isEqualTo(Result.NEED_MORE);
        assertThat(hex("0d0a0d0a00ff").result()).isEqualTo(Result.MALFORMED);
    }

    @Test
    void endsOfDifferentKindsAreNotTold() {
        SocketAddress unix = new SocketAddress() {};
        for (ProxyHeader header : List.of(
                new ProxyHeader(CLIENT, address("::1", 1)),
                new ProxyHeader(unix, unix),
                new ProxyHeader(CLIENT, unix))) {
            assertThat(read(bytes(header.toV1(ByteBufAllocator.DEFAULT))))
                    .isEqualTo(new Reading(Result.FOUND, null, 0));
            assertThat(read(bytes(header.toV2(ByteBufAllocator.DEFAULT))))
                    .isEqualTo(new Reading(Result.FOUND, null, 0));
        }
    }
}
