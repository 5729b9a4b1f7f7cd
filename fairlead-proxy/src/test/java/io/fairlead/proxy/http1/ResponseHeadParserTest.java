package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseHeadParserTest {
    @Test
    void aResponseIsReadIntoRanges() {
        ResponseHead head = accepted(
                "HTTP/1.1 404 Not here\r\nContent-Length: 5\r\nSet-Cookie: a=1\r\nSET-cookie: b=2\r\n\r\n",
                RequestMethod.GET);
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.framing()).isEqualTo(BodyFraming.LENGTH);
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.isKeepAlive()).isTrue();
        assertThat(Wire.fields(head)).containsExactly("content-length: 5", "set-cookie: a=1", "set-cookie: b=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 abc OK",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/2.0 200 OK",
                "HTTP/1.2 200 OK",
                "HTTP/1.1 OK",
                "HTTP/1.1 0xc OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 600 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1  200 OK",
                "http/1.1 200 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200 O\0K",
                "HTTP/1.1 200 O\rK",
                "",
                "HTTP/1.1 -20 OK",
                "ICY 200 OK",
                " HTTP/1.1 200 OK"
            })
    void aMalformedStatusLineIsTheUpstreamsFault(String line) {
        assertThat(refusal(line + "\r\nContent-Length: 0\r\n\r\n").status()).isEqualTo(502);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1 200 caf\u00e9 \t!", "HTTP/1.0 200 OK"})
    void theReasonIsOfNoImportance(String line) {
        assertThat(accepted(line + "\r\n\r\n", RequestMethod.GET).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET|200|Content-Length: 5|LENGTH",
                "GET|200|Transfer-Encoding: Chunked|CHUNKED",
                "GET|200|X: 1|UNTIL_CLOSE",
                "HEAD|200|Content-Length: 5|NONE",
                "HEAD|200|Transfer-Encoding: chunked|NONE",
                "HEAD|200|X: 1|NONE",
                "GET|304|Content-Length: 5|NONE",
                "GET|304|X: 1|NONE",
                "GET|204|X: 1|NONE",
                "GET|100|X: 1|NONE",
                "GET|101|X: 1|NONE",
                "GET|205|Content-Length: 0|LENGTH",
                "HEAD|404|Content-Length: 5|NONE",
                "POST|500|Transfer-Encoding: chunked|CHUNKED"
            })
    void statusMethodAndFieldsFrameTheBody(RequestMethod method, int status, String field, BodyFraming framing) {
        ResponseHead head = accepted("HTTP/1.1 " + status + " X\r\n" + field + "\r\n\r\n", method);
        assertThat(head.framing()).isEqualTo(framing);
        assertThat(head.isKeepAlive()).isEqualTo(framing != BodyFraming.UNTIL_CLOSE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "200|Content-Length: 5, 6",
                "200|Content-Length: 0x5",
                "200|Content-Length: 18446744073709551621",
                "200|Content-Length: 5\0",
                "200|Content-Length: 5\r\nContent-Length: 5",
                "200|Transfer-Encoding: chunked, chunked",
                "200|Transfer-Encoding: identity",
                "200|Transfer-Encoding: gzip, chunked",
                "200|Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "200|Content-Length: 5\r\nTransfer-Encoding: chunked",
                "204|Transfer-Encoding: chunked",
                "204|Content-Length: 5",
                "100|Content-Length: 5",
                "100|Transfer-Encoding: chunked",
                "200|X A: 1",
                "200|: 1",
                "200|X: a\0b",
                "200|X: a\nY: b",
                "200|X: a\r\n b",
                "200|Connection: host"
            })
    void whatWouldBeReadInTwoWaysIsTheUpstreamsFault(String statusAndFields) {
        String status = statusAndFields.substring(0, 3);
        assertThat(refusal("HTTP/1.1 " + status + " X\r\n" + statusAndFields.substring(4) + "\r\n\r\n")
                        .status())
                .isEqualTo(502);
    }

    @Test
    void codingsAreUnknownToOldServers() {
        assertThat(refusal("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                        .status())
                .isEqualTo(502);
    }

    @Test
    void aZeroLengthWhereNoneIsAllowedDoesNotGoOn() {
        ResponseHead head = accepted("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\nX: 1\r\n\r\n", RequestMethod.GET);
        assertThat(Wire.fields(head)).containsExactly("[content-length: 0]", "x: 1");
        assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1|X: 1|true",
                "HTTP/1.1|Connection: close|false",
                "HTTP/1.0|X: 1|false",
                "HTTP/1.0|Connection: Keep-Alive|true",
                "HTTP/1.0|Connection: keep-alive, close|false"
            })
    void versionAndConnectionTellWhetherTheConnectionGoesOn(String version, String field, boolean keepAlive) {
        ResponseHead head =
                accepted(version + " 200 OK\r\nContent-Length: 0\r\n" + field + "\r\n\r\n", RequestMethod.GET);
        assertThat(head.isKeepAlive()).isEqualTo(keepAlive);
    }

    @Test
    void interimResponsesAreHeadsOfTheirOwn() {
        ByteBuf in = Unpooled.wrappedBuffer(
                Wire.bytes(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));
        ResponseHeadParser parser = new ResponseHeadParser(HttpLimits.DEFAULT);
        ResponseHead head = new ResponseHead();
        assertThat(parser.parse(in, head, RequestMethod.GET)).isEqualTo(ParseResult.DONE);
        assertThat(head.isInterim()).isTrue();
        assertThat(parser.parse(in, head, RequestMethod.GET)).isEqualTo(ParseResult.DONE);
        assertThat(head.status()).isEqualTo(103);
        assertThat(Wire.fields(head)).containsExactly("link: x");
        assertThat(parser.parse(in, head, RequestMethod.GET)).isEqualTo(ParseResult.DONE);
        assertThat(head.isInterim()).isFalse();
        assertThat(in.readableBytes()).isEqualTo(1);
        assertThat(accepted("HTTP/1.1 101 X\r\n\r\n", RequestMethod.GET).isInterim())
                .isFalse();
    }

    @Test
    void fieldsThatEndAtThisHopAreMarked() {
        ResponseHead head = accepted(
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\nProxy-Connection: x\r\nConnection: x-hop\r\nX-Hop: 1\r\nServer: x\r\n\r\n",
                RequestMethod.GET);
        assertThat(Wire.fields(head).stream().filter(field -> !field.startsWith("[")))
                .containsExactly("server: x");
    }

    @Test
    void aHeadBeyondTheLimitIsTheUpstreamsFault() {
        assertThat(refusal("HTTP/1.1 200 OK\r\nX: " + "v".repeat(70_000)).status())
                .isEqualTo(502);
        assertThat(refusal("HTTP/1.1 200 " + "r".repeat(70_000)).status()).isEqualTo(502);
        assertThat(refusal("HTTP/1.1 200 OK\r\n" + "X: 1\r\n".repeat(101) + "\r\n")
                        .status())
                .isEqualTo(502);
    }

    private static ResponseHead accepted(String response, RequestMethod method) {
        ResponseHead head = new ResponseHead();
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(response));
        assertThat(new ResponseHeadParser(HttpLimits.DEFAULT).parse(in, head, method))
                .as("%s %s", response, head.refusal())
                .isEqualTo(ParseResult.DONE);
        assertThat(in.isReadable()).isFalse();
        return head;
    }

    private static Refusal refusal(String response) {
        ResponseHead head = new ResponseHead();
        ByteBuf in = Unpooled.wrappedBuffer(Wire.bytes(response));
        assertThat(new ResponseHeadParser(HttpLimits.DEFAULT).parse(in, head, RequestMethod.GET))
                .as(response)
                .isEqualTo(ParseResult.ERROR);
        Refusal refusal = Objects.requireNonNull(head.refusal());
        assertThat(refusal.details()).isEqualTo("upstream_reset_before_response_started{protocol_error}");
        return refusal;
    }
}
