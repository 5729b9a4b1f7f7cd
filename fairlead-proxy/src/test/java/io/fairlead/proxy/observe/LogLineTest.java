package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static final Map<String, String> REQUEST = Map.of(
            "user-agent",
            "curl/8",
            "x-forwarded-for",
            "10.0.0.1",
            "x-request-id",
            "id-1",
            "x-envoy-original-path",
            "/was");
    private static final Map<String, String> RESPONSE = Map.of("x-envoy-upstream-service-time", "6");

    @Test
    void istiosTextFormatIsWrittenInFull() {
        assertThat(line(AccessLogOptions.Format.ISTIO_TEXT, Requests.forwarded(REQUEST, RESPONSE)))
                .isEqualTo("[2023-11-14T22:13:20.123Z] \"GET /was HTTP/1.1\" 200 - via_upstream - \"-\" 10 20 7 6"
                        + " \"10.0.0.1\" \"curl/8\" \"id-1\" \"shop.test\" \"127.0.0.1:19101\""
                        + " outbound|80|v1|shop.default.svc.cluster.local 127.0.0.1:50000 127.0.0.1:18080"
                        + " 127.0.0.1:40001 - canary\n");
    }

    @Test
    void istiosTextFormatHasHyphensForWhatThereIsNot() {
        RequestFacts info = new RequestFacts();
        info.downstream(Requests.address(18080), Requests.address(40001), Requests.address(40001));
        info.start(1_700_000_000_123L, 0);
        info.request(Requests.view("GET", "shop.test", "/none"), Requests.headers(Map.of()));
        info.response(404, ResponseCodeDetails.ROUTE_NOT_FOUND);
        info.flag(ResponseFlag.NO_ROUTE_FOUND);
        info.end(400_000);

        assertThat(line(AccessLogOptions.Format.ISTIO_TEXT, info))
                .isEqualTo("[2023-11-14T22:13:20.123Z] \"GET /none HTTP/1.1\" 404 NR route_not_found - \"-\" 0 0 0 -"
                        + " \"-\" \"-\" \"-\" \"shop.test\" \"-\" - - 127.0.0.1:18080 127.0.0.1:40001 - -\n");
    }

    @Test
    void istiosJsonFormatHasNumbersStringsAndNulls() {
        assertThat(line(AccessLogOptions.Format.ISTIO_JSON, Requests.forwarded(REQUEST, RESPONSE)))
                .isEqualTo("{\"authority\":\"shop.test\",\"bytes_received\":10,\"bytes_sent\":20,"
                        + "\"connection_termination_details\":null,\"downstream_local_address\":\"127.0.0.1:18080\","
                        + "\"downstream_remote_address\":\"127.0.0.1:40001\",\"duration\":7,\"method\":\"GET\","
                        + "\"path\":\"/was\",\"protocol\":\"HTTP/1.1\",\"request_id\":\"id-1\","
                        + "\"requested_server_name\":null,\"response_code\":200,"
                        + "\"response_code_details\":\"via_upstream\",\"response_flags\":\"-\",\"route_name\":\"canary\","
                        + "\"start_time\":\"2023-11-14T22:13:20.123Z\","
                        + "\"upstream_cluster\":\"outbound|80|v1|shop.default.svc.cluster.local\","
                        + "\"upstream_host\":\"127.0.0.1:19101\",\"upstream_local_address\":\"127.0.0.1:50000\","
                        + "\"upstream_service_time\":\"6\",\"upstream_transport_failure_reason\":null,"
                        + "\"user_agent\":\"curl/8\",\"x_forwarded_for\":\"10.0.0.1\"}\n");
    }

    @Test
    void customFormatsAreTakenAsWritten() {
        RequestFacts info = Requests.forwarded(REQUEST, RESPONSE);

        assertThat(line(AccessLogOptions.Format.text("%RESPONSE_CODE% %REQ(x-none)% 100%%\n"), info))
                .isEqualTo("200 - 100%\n");
        assertThat(line(AccessLogOptions.Format.text("%RESPONSE_CODE%"), info)).isEqualTo("200\n");
        assertThat(line(
                        AccessLogOptions.Format.json(Map.of(
                                "b\"", "%REQ(:METHOD)% said \"%REQ(x-none)%\"", "a", "%RESPONSE_CODE:2%", "c", "x")),
                        info))
                .isEqualTo("{\"a\":\"20\",\"b\\\"\":\"GET said \\\"-\\\"\",\"c\":\"x\"}\n");
        assertThat(line(AccessLogOptions.Format.json(Map.of()), info)).isEqualTo("{}\n");
    }

    @Test
    void noRequestForgesALine() {
        String hostile = "a\"b\\c\r\nd\te\u00ff\u0000\u007f";
        RequestFacts info = Requests.forwarded(Map.of("x", hostile), Map.of());

        assertThat(line(AccessLogOptions.Format.text("\"%REQ(x)%\""), info))
                .isEqualTo("\"a\\x22b\\x5Cc\\x0D\\x0Ad\\x09e\\xFF\\x00\\x7F\"\n");
        assertThat(line(AccessLogOptions.Format.json(Map.of("x", "%REQ(x)%")), info))
                .isEqualTo("{\"x\":\"a\\\"b\\\\c\\r\\nd\\te\\ufffd\\u0000\\u007F\"}\n");
    }

    @Test
    void jsonKeepsUtf8() {
        String wire = new String(
                "gr\u00fcn \u20ac \ud83d\ude00".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        ByteScratch line = new ByteScratch();
        LogLine.of(AccessLogOptions.Format.json(Map.of("x", "%REQ(x)%")), CommandContext.EMPTY)
                .append(Requests.forwarded(Map.of("x", wire), Map.of()), line, new LogEscaper());

        assertThat(new String(line.array(), 0, line.size(), StandardCharsets.UTF_8))
                .isEqualTo("{\"x\":\"gr\u00fcn \u20ac \ud83d\ude00\"}\n");
    }

    @Test
    void anyBytesComeOutAsOneHarmlessLine() {
        Gen<Integer> bytes = Gen.oneOf(
                Gen.ints(0, 255),
                Gen.of(0xC2, 0x80, 0xE0, 0xA0, 0xED, 0x9F, 0xF0, 0x90, 0xF4, 0x8F, (int) '"', (int) '\\', (int) '\n'));
        Property.of(Gen.lists(bytes, 12)).cases(2_000).check(list -> {
            byte[] raw = new byte[list.size()];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = (byte) (int) list.get(i);
            }
            checkText(raw);
            checkJson(raw);
        });
    }

    private static void checkText(byte[] raw) {
        ByteScratch out = new ByteScratch();
        out.append(raw);
        new LogEscaper().text(out, 0);
        assertThat(out.toString()).matches("([ !#-\\[\\]-~]|\\\\x[0-9A-F]{2})*");
        assertThat(unescaped(out.toString())).isEqualTo(raw);
    }

    private static byte[] unescaped(String text) {
        ByteScratch out = new ByteScratch();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                out.append(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return Arrays.copyOf(out.array(), out.size());
    }

    private static void checkJson(byte[] raw) throws CharacterCodingException {
        ByteScratch out = new ByteScratch();
        out.append(raw);
        new LogEscaper().json(out, 0);
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(out.array(), 0, out.size()))
                .toString();
        assertThat(text).matches("([ !#-\\[\\]-~\u0080-\\x{10FFFF}]|\\\\[\"\\\\nrt]|\\\\u[0-9A-Fa-f]{4})*");
        assertThat(unescapedJson(text)).isEqualTo(decodedByteByByte(raw));
    }

    private static String unescapedJson(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else if (text.charAt(i + 1) == 'u') {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                i++;
                out.append("\n\r\t\"\\".charAt("nrt\"\\".indexOf(text.charAt(i))));
            }
        }
        return out.toString();
    }

    /** UTF-8 by the platform's decoder, with one replacement for each byte that is not part of it. */
    private static String decodedByteByByte(byte[] raw) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < raw.length; ) {
            int length = 1;
            String character = "\ufffd";
            for (int tried = 1; tried <= Math.min(4, raw.length - at); tried++) {
                String decoded = new String(raw, at, tried, StandardCharsets.UTF_8);
                if (decoded.codePointCount(0, decoded.length()) == 1 && !decoded.equals("\ufffd")) {
                    character = decoded;
                    length = tried;
                    break;
                }
            }
            out.append(character);
            at += length;
        }
        return out.toString();
    }

    private static String line(AccessLogOptions.Format format, RequestFacts info) {
        ByteScratch line = new ByteScratch();
        LogLine.of(format, CommandContext.EMPTY).append(info, line, new LogEscaper());
        return line.toString();
    }
}
