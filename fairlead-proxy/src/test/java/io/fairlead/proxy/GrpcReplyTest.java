package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.filter.GrpcReply;
import io.fairlead.routing.FaultPolicy;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the proxy itself answers to gRPC calls. */
class GrpcReplyTest {
    private TestProxy proxy;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private RawResponse call(String path, String contentType) throws Exception {
        return proxy.send(RawRequest.of("POST", path, HOST).header("content-type", contentType));
    }

    @Test
    void aCallWithoutARouteIsUnimplemented() throws Exception {
        proxy.serve(new Routing().direct("/known", "ok"));

        RawResponse response = call("/shop.Cart/Add", "application/grpc");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("content-type")).contains("application/grpc");
        assertThat(response.headers().first("grpc-status")).contains("12");
        assertThat(response.body().size()).isZero();
        assertThat(call("/shop.Cart/Add", "application/grpc-web").status()).isEqualTo(404);
    }

    @Test
    void anEndpointThatIsNotThereIsUnavailableAndTheMessageSaysWhy() throws Exception {
        proxy.serve(new Routing().cluster("none").forwardAll("none"));

        RawResponse response = call("/shop.Cart/Add", "application/grpc+proto");

        assertThat(response.headers().first("grpc-status")).contains("14");
        assertThat(response.headers().first("grpc-message")).contains("no healthy upstream");
    }

    @Test
    void aFaultHasTheStatusThatIsWritten() throws Exception {
        FaultPolicy fault = new FaultPolicy(
                null, new FaultPolicy.Abort(FaultPolicy.Abort.Kind.GRPC, 8, RoutePolicies.ALL_PER_MILLION));
        proxy.serve(new Routing()
                .cluster("none")
                .forward("/")
                .to("none", 1)
                .policies(new RoutePolicies(null, fault, null, List.of()))
                .end());

        assertThat(call("/shop.Cart/Add", "application/grpc").headers().first("grpc-status"))
                .contains("8");
        assertThat(call("/shop.Cart/Add", "text/plain").headers().first("grpc-status"))
                .isEmpty();
    }

    @Test
    void httpStatusesHaveTheirGrpcStatus() {
        int[][] pairs = {
            {400, 13}, {401, 16}, {403, 7}, {404, 12}, {429, 14}, {500, 2}, {502, 14}, {503, 14}, {504, 14}, {200, 2}
        };
        for (int[] pair : pairs) {
            assertThat(GrpcReply.statusOf(pair[0])).isEqualTo(pair[1]);
        }
    }
}
