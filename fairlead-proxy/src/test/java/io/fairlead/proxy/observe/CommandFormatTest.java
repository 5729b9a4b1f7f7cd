package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.HeaderFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandFormatTest {
    private static final CommandContext CONTEXT = new CommandContext("gateway-1", Map.of("POD", "p-1"));
    private static final Map<String, String> REQUEST = Map.of("x-user", "ann", "x-request-id", "id-1", "x-url", "/a?b");

    @ParameterizedTest
    @CsvSource({
        "%REQ(:METHOD)%, GET",
        "%REQ(:path)%, /shop?id=1",
        "%REQ(:AUTHORITY)%, shop.test",
        "%REQ(host)%, shop.test",
        "%REQ(:scheme)%, http",
        "%REQ(X-User)%, ann",
        "%REQ(x-none?x-user)%, ann",
        "%REQ(x-user?:path)%, ann",
        "%REQ(x-none?:path)%, /shop?id=1",
        "%REQ(x-user):2%, an",
        "%REQ(x-user):9%, ann",
        "%REQ_WITHOUT_QUERY(x-none?:path)%, /shop",
        "%REQ_WITHOUT_QUERY(x-user)%, ann",
        "%RESP(Server)%, s1",
        "%RESP(:status)%, 200",
        "%START_TIME%, 2023-11-14T22:13:20.123Z",
        "%START_TIME(%s)%, 1700000000",
        "%PROTOCOL%, HTTP/1.1",
        "%RESPONSE_CODE%, 200",
        "%RESPONSE_CODE_DETAILS%, via_upstream",
        "%RESPONSE_FLAGS%, -",
        "%BYTES_RECEIVED%, 10",
        "%BYTES_SENT%, 20",
        "%DOWNSTREAM_WIRE_BYTES_RECEIVED%, 110",
        "%DOWNSTREAM_WIRE_BYTES_SENT%, 220",
        "%DURATION%, 7",
        "%REQUEST_DURATION%, 1",
        "%RESPONSE_DURATION%, 5",
        "%RESPONSE_TX_DURATION%, 2",
        "%UPSTREAM_HOST%, 127.0.0.1:19101",
        "%UPSTREAM_REMOTE_ADDRESS%, 127.0.0.1:19101",
        "%UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%, 127.0.0.1",
        "%UPSTREAM_REMOTE_PORT%, 19101",
        "%UPSTREAM_LOCAL_ADDRESS%, 127.0.0.1:50000",
        "%UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%, 127.0.0.1",
        "%UPSTREAM_LOCAL_PORT%, 50000",
        "%UPSTREAM_CLUSTER%, outbound|80|v1|shop.default.svc.cluster.local",
        "%UPSTREAM_CLUSTER_RAW%, outbound|80|v1|shop.default.svc.cluster.local",
        "%UPSTREAM_REQUEST_ATTEMPT_COUNT%, 1",
        "%DOWNSTREAM_LOCAL_ADDRESS%, 127.0.0.1:18080",
        "%DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT%, 127.0.0.1",
        "%DOWNSTREAM_LOCAL_PORT%, 18080",
        "%DOWNSTREAM_REMOTE_ADDRESS%, 127.0.0.1:40001",
        "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%, 127.0.0.1",
        "%DOWNSTREAM_REMOTE_PORT%, 40001",
        "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%, 127.0.0.1:40002",
        "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%, 127.0.0.1",
        "%DOWNSTREAM_DIRECT_REMOTE_PORT%, 40002",
        "%ROUTE_NAME%, canary",
        "%CONNECTION_ID%, 7",
        "%STREAM_ID%, id-1",
        "%HOSTNAME%, gateway-1",
        "%ENVIRONMENT(POD)%, p-1",
        "a%%b, a%b",
        "[%REQ(x-user)%|%RESPONSE_CODE%], [ann|200]"
    })
    void commandsTellTheFactsOfARequest(String format, String expected) {
        assertThat(evaluate(format, info -> {})).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "%REQ(x-none)%",
        "%REQ(x-none?x-nope)%",
        "%RESP(x-none)%",
        "%TRAILER(x)%",
        "%VIRTUAL_CLUSTER_NAME%",
        "%REQUESTED_SERVER_NAME%",
        "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
        "%CONNECTION_TERMINATION_DETAILS%",
        "%GRPC_STATUS_NUMBER%",
        "%ENVIRONMENT(NONE)%",
        "%NO_SUCH_COMMAND%",
        "%DYNAMIC_METADATA(a:b)%"
    })
    void whatIsNotThereIsEmpty(String format) {
        assertThat(evaluate("<" + format + ">", info -> {})).isEqualTo("<>");
    }

    @Test
    void whatIsSetLaterIsSeen() {
        assertThat(evaluate("%REQUESTED_SERVER_NAME%", info -> info.requestedServerName("sni.test")))
                .isEqualTo("sni.test");
        assertThat(evaluate(
                        "%UPSTREAM_TRANSPORT_FAILURE_REASON%", info -> info.upstreamTransportFailureReason("refused")))
                .isEqualTo("refused");
        assertThat(evaluate("%CONNECTION_TERMINATION_DETAILS%", info -> info.connectionTerminationDetails("idle")))
                .isEqualTo("idle");
        assertThat(evaluate("%GRPC_STATUS_NUMBER%", info -> info.grpcStatus(14)))
                .isEqualTo("14");
        assertThat(evaluate(
                        "%RESPONSE_FLAGS%",
                        info -> {
                            info.flag(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
                            info.flag(ResponseFlag.UPSTREAM_CONNECTION_FAILURE);
                        }))
                .isEqualTo("UF,URX");
        assertThat(evaluate("%REQ(:path)%", info -> info.rewrittenPath(new byte[] {'/', 'n'}, 0, 2)))
                .isEqualTo("/n");
        assertThat(evaluate("%REQ(:authority)%", info -> info.rewrittenAuthority(new byte[] {'h'}, 0, 1)))
                .isEqualTo("h");
    }

    @Test
    void aResetRequestTellsNothingOfTheLastOneButKeepsTheConnection() {
        String all = "%REQ(:method)%%REQ(x-user)%%RESP(server)%%ROUTE_NAME%%UPSTREAM_HOST%%UPSTREAM_CLUSTER%"
                + "%RESPONSE_CODE_DETAILS%%DURATION%%REQUEST_DURATION%%RESPONSE_DURATION% %DOWNSTREAM_REMOTE_PORT%"
                + " %RESPONSE_CODE% %BYTES_SENT% %BYTES_RECEIVED% %RESPONSE_FLAGS%";

        assertThat(evaluate(all, info -> {
                    info.flag(ResponseFlag.DURATION_TIMEOUT);
                    info.reset();
                }))
                .isEqualTo(" 40001 0 0 0 -");
    }

    @Test
    void onlyKnownCommandsAreKnown() {
        assertThat(CommandFormat.isKnown("REQ")).isTrue();
        assertThat(CommandFormat.isKnown("HOSTNAME")).isTrue();
        assertThat(CommandFormat.isKnown("UPSTREAM_HOST")).isTrue();
        assertThat(CommandFormat.isKnown("TRAILER")).isTrue();
        assertThat(CommandFormat.isKnown("NO_SUCH_COMMAND")).isFalse();
    }

    @Test
    void aFormatWithoutCommandsIsLiteral() {
        assertThat(CommandFormat.of(HeaderFormat.parse("a%%b"), CONTEXT).isLiteral())
                .isTrue();
        assertThat(CommandFormat.of(HeaderFormat.parse("a%PROTOCOL%"), CONTEXT).isLiteral())
                .isFalse();
    }

    private static String evaluate(String format, Consumer<RequestFacts> change) {
        RequestFacts info = Requests.forwarded(REQUEST, Map.of("server", "s1"));
        change.accept(info);
        ByteScratch out = new ByteScratch();
        CommandFormat.of(HeaderFormat.parse(format), CONTEXT).append(info, out);
        return out.toString();
    }
}
