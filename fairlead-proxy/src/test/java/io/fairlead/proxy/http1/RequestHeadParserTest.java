package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.HeaderName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadParserTest {
    private static final String HOST = "Host: h\r\n";

    @Test
    void aRequestIsReadIntoRanges() {
        RequestHead head =
                Wire.accepted("PATCH /a/b?c=d HTTP/1.1\r\nHoSt: Example.com:8080\r\nX-A:  1 2\t\r\nx-b:\r\n\r\n");
        assertThat(head.method()).isEqualTo(RequestMethod.PATCH);
        assertThat(head.view().text(head.view().methodFrom(), head.view().methodTo()))
                .isEqualTo("PATCH");
        assertThat(head.view().text(head.view().pathFrom(), head.view().pathTo()))
                .isEqualTo("/a/b");
        assertThat(Wire.target(head)).isEqualTo("/a/b?c=d");
        assertThat(authority(head)).isEqualTo("Example.com:8080");
        assertThat(Wire.fields(head)).containsExactly("x-a: 1 2", "x-b: ");
        assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
        assertThat(head.isKeepAlive()).isTrue();
        assertThat(head.size()).isEqualTo(69);
    }

    @Test
    void whatFollowsTheHeadStaysInTheBuffer() {
        ByteBuf in =
                Unpooled.wrappedBuffer(Wire.bytes("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET"));
        RequestHead head = new RequestHead();
        assertThat(new RequestHeadParser(HttpLimits.DEFAULT).parse(in, head)).isEqualTo(ParseResult.DONE);
        assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("abcGET");
        assertThat(head.framing()).isEqualTo(BodyFraming.LENGTH);
        assertThat(head.contentLength()).isEqualTo(3);
    }

    @Test
    void anIncompleteHeadHasBegun() {
        RequestHeadParser parser = new RequestHeadParser(HttpLimits.DEFAULT);
        RequestHead head = new RequestHead();
        assertThat(parser.hasBegun()).isFalse();
        assertThat(parser.parse(Unpooled.wrappedBuffer(Wire.bytes("G")), head)).isEqualTo(ParseResult.NEED_MORE);
        assertThat(parser.hasBegun()).isTrue();
        parser.reset();
        assertThat(parser.hasBegun()).isFalse();
    }

    @Test
    void anErrorLastsUntilReset() {
        RequestHeadParser parser = new RequestHeadParser(HttpLimits.DEFAULT);
        RequestHead head = new RequestHead();
        byte[] good = Wire.bytes("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(parser.parse(Unpooled.wrappedBuffer(Wire.bytes("GET /\0")), head))
                .isEqualTo(ParseResult.ERROR);
        assertThat(head.isKeepAlive()).isFalse();
        assertThat(parser.parse(Unpooled.wrappedBuffer(good), head)).isEqualTo(ParseResult.ERROR);
        parser.reset();
        assertThat(parser.parse(Unpooled.wrappedBuffer(good), head)).isEqualTo(ParseResult.DONE);
        assertThat(head.refusal()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET  / HTTP/1.1",
                " GET / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / HTTP/1.1 ",
                "GET\t/ HTTP/1.1",
                "GET /\tHTTP/1.1",
                "GET / http/1.1",
                "GET / HTTP/1",
                "GET / HTTP/11",
                "GET / HTTP/1.10",
                "GET / HTTP /1.1",
                "GET / HTTP/1,1",
                "GET /",
                "GET",
                "G(T / HTTP/1.1",
                "GE\u00c9 / HTTP/1.1",
                "GET /a b HTTP/1.1",
                "GET /#f HTTP/1.1",
                "GET /\u0001 HTTP/1.1",
                "GET /\u007f HTTP/1.1",
                "GET /\u00e9 HTTP/1.1",
                "GET /?\u00e9 HTTP/1.1",
                "GET /?# HTTP/1.1",
                "GET * HTTP/1.1",
                "GET x HTTP/1.1",
                "GET h:80 HTTP/1.1",
                "PRI * HTTP/1.1",
                "PRI / HTTP/1.1",
                "PRI * HTTP/2.0",
                "OPTIONS ** HTTP/1.1",
                "GET ftp://h/ HTTP/1.1",
                "GET http:/h/ HTTP/1.1",
                "GET http://u@h/ HTTP/1.1",
                "GET http://h:8o/ HTTP/1.1",
                "GET http:/// HTTP/1.1",
                "GET http://h#f HTTP/1.1",
                "GET \\ HTTP/1.1",
                "GET /%00 HTTP/1.1",
                "CONNECT / HTTP/1.1",
                "CONNECT h:x HTTP/1.1"
            })
    void aMalformedRequestLineIsAnsweredWith400(String line) {
        Refusal refusal = Wire.refusal(line + "\r\n" + HOST + "\r\n");
        assertThat(refusal).isNotNull().extracting(Refusal::status).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.0, 426, low_version",
        "GET / HTTP/1.2, 505, http1.codec_error",
        "GET / HTTP/2.0, 505, http1.codec_error",
        "GET / HTTP/0.9, 505, http1.codec_error",
        "GET https://h/ HTTP/1.1, 403, http1.invalid_scheme",
        "CONNECT h:443 HTTP/1.1, 404, route_not_found"
    })
    void someRequestLinesHaveTheirOwnAnswer(String line, int status, String details) {
        Refusal refusal = Wire.refusal(line + "\r\n" + HOST + "\r\n");
        assertThat(refusal).isNotNull().extracting(Refusal::status).isEqualTo(status);
        assertThat(refusal).extracting(Refusal::details).isEqualTo(details);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example/x, a.example, /x",
        "HTTP://a.example:80/x?y, a.example:80, /x?y",
        "http://a.example, a.example, /",
        "http://a.example?q=1, a.example, /?q=1",
        "http://[::1]/a/../b?c, [::1], /b?c"
    })
    void anAbsoluteTargetReplacesTheHost(String target, String authority, String path) {
        RequestHead head = Wire.accepted("GET " + target + " HTTP/1.1\r\nX-A: 1\r\nHost: other\r\n\r\n");
        assertThat(authority(head)).isEqualTo(authority);
        assertThat(Wire.target(head)).isEqualTo(path);
        assertThat(Wire.fields(head)).containsExactly("x-a: 1");
    }

    @Test
    void anAbsoluteTargetDoesNotExcuseFromHost() {
        assertThat(Wire.refusal("GET http://h/ HTTP/1.1\r\n\r\n")).isEqualTo(Refusal.HOST_MISSING);
        assertThat(Wire.refusal("GET http://h/ HTTP/1.1\r\nHost: a b\r\n\r\n")).isEqualTo(Refusal.HOST);
    }

    @Test
    void theAsteriskIsForOptions() {
        assertThat(Wire.target(Wire.accepted("OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n")))
                .isEqualTo("*");
    }

    @Test
    void fewEmptyLinesAreSkipped() {
        String request = "GET /x HTTP/1.1\r\n" + HOST + "\r\n";
        assertThat(Wire.target(Wire.accepted("\r\n".repeat(8) + request))).isEqualTo("/x");
        assertThat(Wire.refusal("\r\n".repeat(9) + request)).isEqualTo(Refusal.EMPTY_LINES);
        assertThat(Wire.refusal("\n" + request)).isNotNull();
        assertThat(Wire.refusal("\rX")).isEqualTo(Refusal.LINE_END);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-A : 1",
                "X A: 1",
                ": 1",
                ":",
                "X-A",
                "X-A 1",
                "X\0A: 1",
                "X\u00e9: 1",
                "X(A: 1",
                "X-A\t: 1",
                " X-A: 1",
                "\tX-A: 1",
                "X-A: 1\r\n 2",
                "X-A: a\0b",
                "X-A: a\u0001b",
                "X-A: a\u007fb",
                "X-A: a\rb",
                "X-A: a\nb",
                "X-A: a\u000bb",
                "X-A: 1\n"
            })
    void aMalformedHeaderLineIsAnsweredWith400(String line) {
        Refusal refusal = Wire.refusal("GET / HTTP/1.1\r\n" + HOST + line + "\r\n\r\n");
        assertThat(refusal).isNotNull().extracting(Refusal::status).isEqualTo(400);
    }

    @Test
    void octetsBeyondAsciiMayStandInValues() {
        RequestHead head = Wire.accepted("GET / HTTP/1.1\r\nX-A: caf\u00e9\tx\r\n" + HOST + "\r\n");
        assertThat(Wire.fields(head)).containsExactly("x-a: caf\u00e9\tx");
    }

    @Test
    void exactlyOneHostIsNeeded() {
        assertThat(Wire.refusal("GET / HTTP/1.1\r\nX-A: 1\r\n\r\n")).isEqualTo(Refusal.HOST_MISSING);
        assertThat(Wire.refusal("GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n")).isEqualTo(Refusal.HOST_TWICE);
        assertThat(Wire.refusal("GET / HTTP/1.1\r\nHost:\r\n\r\n")).isEqualTo(Refusal.HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "+5",
                "-5",
                "-0",
                "5 5",
                "a",
                "5,",
                "5, 5",
                "5, 6",
                "5e0",
                "5;",
                "\"5\"",
                "1_0",
                "0x5",
                "=5",
                "5.0",
                "9223372036854775808",
                "18446744073709551621",
                "99999999999999999999",
                "36893488147419103237"
            })
    void aLengthThatIsNoNumberIsAnsweredWith400(String length) {
        assertThat(Wire.refusal("POST / HTTP/1.1\r\nContent-Length: " + length + "\r\n" + HOST + "\r\n"))
                .isEqualTo(Refusal.CONTENT_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "0005, 5", "000, 0", "9223372036854775807, 9223372036854775807"})
    void aLengthGoesOnWithoutLeadingZeros(String written, long length) {
        RequestHead head = Wire.accepted("POST / HTTP/1.1\r\nContent-Length: " + written + "\r\n" + HOST + "\r\n");
        assertThat(head.contentLength()).isEqualTo(length);
        assertThat(Wire.fields(head)).containsExactly("content-length: " + length);
    }

    @Test
    void aSecondLengthIsRefusedEvenWhenItIsTheSame() {
        assertThat(Wire.refusal("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n" + HOST + "\r\n"))
                .isEqualTo(Refusal.CONTENT_LENGTH_TWICE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: gzip\r\nContent-Length: 5"
            })
    void bothFramingsAreRefused(String fields) {
        assertThat(Wire.refusal("POST / HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n"))
                .isEqualTo(Refusal.TWO_FRAMINGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gzip",
                "gzip, chunked",
                "chunked, chunked",
                "chunked, identity",
                "identity",
                ",chunked",
                "chunked,",
                "chunked;",
                "xchunked",
                "chunkedx",
                "\"chunked\"",
                "chunked\r\nTransfer-Encoding: chunked",
                "cow\r\nTransfer-Encoding: chunked",
                "chunked\r\nTransfer-Encoding: cow",
                "chun\u212aed"
            })
    void anyCodingButChunkedIsAnsweredWith501(String coding) {
        byte[] utf8 = ("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: " + coding + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Wire.refusal(new String(utf8, StandardCharsets.ISO_8859_1))).isEqualTo(Refusal.TRANSFER_ENCODING);
    }

    @Test
    void chunkedIsComparedWithoutCase() {
        RequestHead head = Wire.accepted("POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding:\tCHUNKED \r\n\r\n");
        assertThat(head.framing()).isEqualTo(BodyFraming.CHUNKED);
        assertThat(Wire.fields(head)).containsExactly("[transfer-encoding: CHUNKED]");
    }

    @Test
    void fieldsThatEndAtThisHopAreMarked() {
        RequestHead head = Wire.accepted(
                "GET / HTTP/1.1\r\n" + HOST
                        + "X-Hop: 1\r\nConnection: keep-alive, , x-HOP\r\nKeep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\n"
                        + "TE: trailers\r\nTrailer: X\r\nUpgrade: foo\r\nHTTP2-Settings: x\r\nX-Hop2: 1\r\nx-hop: 2\r\nconnection: X-None,Content-Length\r\nContent-Length: 0\r\n\r\n");
        assertThat(Wire.fields(head).stream().filter(field -> !field.startsWith("[")))
                .containsExactly("x-hop2: 1", "content-length: 0");
        assertThat(head.headers().count()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "x-forwarded-for", "X-Forwarded-Proto", "close, X-Forwarded-Host", ":path"})
    void namingAFieldThatMustGoOnIsRefused(String option) {
        assertThat(Wire.refusal("GET / HTTP/1.1\r\n" + HOST + "Connection: " + option + "\r\n\r\n"))
                .isEqualTo(Refusal.CONNECTION);
    }

    @Test
    void onlySoManyFieldsMayBeNamed() {
        String start = "GET / HTTP/1.1\r\n" + HOST + "Connection: close";
        assertThat(Wire.refusal(start + ",a".repeat(32) + "\r\n\r\n")).isNull();
        assertThat(Wire.refusal(start + ",a".repeat(33) + "\r\n\r\n")).isEqualTo(Refusal.CONNECTION_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: close|false", "connection: CLOSE|false", "Connection: keep-alive, close|false",
                        "Connection: closed|true",
                "X: close|true", "Connection:|true", "Proxy-Connection: close|false", "Connection: , ,close,|false"
            })
    void closeEndsTheConnection(String field, boolean keepAlive) {
        assertThat(Wire.accepted("GET / HTTP/1.1\r\n" + HOST + field + "\r\n\r\n")
                        .isKeepAlive())
                .isEqualTo(keepAlive);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: Upgrade#Upgrade: WebSocket|WEBSOCKET",
                "Upgrade: websocket|NONE",
                "Connection: upgrade|NONE",
                "Connection: upgrade#Upgrade: h2c|NONE",
                "Connection: upgrade#Upgrade: TLS/1.0|OTHER",
                "Connection: upgrade#Upgrade: websocket, h2c|OTHER",
                "Upgrade: h2c#Upgrade: websocket#Connection: x, upgrade|OTHER"
            })
    void anUpgradeNeedsBothFields(String fields, Upgrade upgrade) {
        RequestHead head = Wire.accepted("GET / HTTP/1.1\r\n" + HOST + fields.replace("#", "\r\n") + "\r\n\r\n");
        assertThat(head.upgrade()).isEqualTo(upgrade);
        assertThat(Wire.fields(head)).allMatch(field -> field.startsWith("["));
    }

    @ParameterizedTest
    @CsvSource({"100-continue, true", "100-Continue, true", "teapot, false"})
    void onlyOneExpectationIsKnown(String expectation, boolean expected) {
        RequestHead head = Wire.accepted("POST / HTTP/1.1\r\n" + HOST + "Expect: " + expectation + "\r\n\r\n");
        assertThat(head.expectsContinue()).isEqualTo(expected);
        assertThat(Wire.fields(head)).containsExactly("expect: " + expectation);
    }

    @Test
    void aHeadMayBeAsLargeAsTheLimitAndNoLarger() {
        String start = "GET / HTTP/1.1\r\n" + HOST + "X: ";
        int room = HttpLimits.DEFAULT.maxHeadBytes() - start.length() - 4;
        assertThat(Wire.accepted(start + "v".repeat(room) + "\r\n\r\n").size())
                .isEqualTo(HttpLimits.DEFAULT.maxHeadBytes());
        assertThat(Wire.refusal(start + "v".repeat(room + 1) + "\r\n\r\n")).isEqualTo(Refusal.HEAD_TOO_LARGE);
        assertThat(Wire.refusal("GET /" + "a".repeat(70_000))).isEqualTo(Refusal.URI_TOO_LONG);
        assertThat(Wire.refusal("A".repeat(70_000))).isEqualTo(Refusal.URI_TOO_LONG);
        assertThat(Wire.target(Wire.accepted("GET /" + "a".repeat(8000) + " HTTP/1.1\r\n" + HOST + "\r\n")))
                .hasSize(8001);
    }

    @Test
    void linesAreCounted() {
        String start = "GET / HTTP/1.1\r\n" + HOST;
        assertThat(Wire.accepted(start + "X: 1\r\n".repeat(100) + "\r\n")
                        .headers()
                        .count())
                .isEqualTo(100);
        assertThat(Wire.refusal(start + "X: 1\r\n".repeat(101) + "\r\n")).isEqualTo(Refusal.TOO_MANY_HEADERS);
    }

    @Test
    void aHeadIsUsedAgain() {
        RequestHeadParser parser = new RequestHeadParser(HttpLimits.DEFAULT);
        RequestHead head = new RequestHead();
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes("POST /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + HOST
                + "Connection: upgrade\r\nUpgrade: x\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\nGET / HTTP/1.1\r\n"
                + HOST + "\r\n"));
        assertThat(parser.parse(in, head)).isEqualTo(ParseResult.DONE);
        assertThat(parser.parse(in, head)).isEqualTo(ParseResult.DONE);
        assertThat(Wire.target(head)).isEqualTo("/");
        assertThat(head.upgrade()).isEqualTo(Upgrade.NONE);
        assertThat(head.expectsContinue()).isFalse();
        assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
        assertThat(Wire.fields(head)).isEmpty();
        assertThat(head.bytes().length).isLessThan(20_000);
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void linesCanBeTakenOutAndAdded() {
        RequestHead head = Wire.accepted("GET / HTTP/1.1\r\n" + HOST + "A: 1\r\nConnection: close\r\nB: 2\r\n\r\n");
        head.removeLine(0);
        head.addLine(HeaderName.of("C"), Wire.bytes("x3x"), 1, 2);
        head.drop(1);
        assertThat(Wire.fields(head)).containsExactly("[connection: close]", "[b: 2]", "c: 3");
    }

    private static String authority(RequestHead head) {
        return head.view().text(head.view().authorityFrom(), head.view().authorityTo());
    }
}
