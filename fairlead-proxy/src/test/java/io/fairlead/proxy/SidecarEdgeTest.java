package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.Listener;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.RawRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the headers of a workload's own requests. */
class SidecarEdgeTest {
    private final HitLog log = new HitLog();
    private TestProxy proxy;
    private EchoBackend backend;

    @BeforeEach
    void start() {
        proxy = TestProxy.start();
        backend = EchoBackend.start("up", 0, log);
        Routing routing = new Routing().cluster("up", backend.port()).forwardAll("up");
        assertThat(proxy.publish(routing.snapshot(List.of(
                                Listener.http("127.0.0.1", proxy.port(), Listener.Side.SIDECAR, routing.table()))))
                        .failures())
                .isEmpty();
    }

    @AfterEach
    void stop() {
        proxy.close();
        backend.close();
    }

    private Hit hitOf(RawRequest request) throws Exception {
        assertThat(proxy.send(request).status()).isEqualTo(200);
        assertThat(log.hits()).hasSize(1);
        return log.hits().get(0);
    }

    @Test
    void nothingIsSaidOfWhereARequestComesFrom() throws Exception {
        Hit hit = hitOf(RawRequest.get("/", HOST));

        assertThat(hit.header("x-forwarded-for")).isEmpty();
        assertThat(hit.header("x-envoy-external-address")).isEmpty();
        assertThat(hit.header("x-forwarded-proto")).containsExactly("http");
        assertThat(hit.header("x-request-id"))
                .singleElement()
                .satisfies(id -> assertThat(id).hasSize(36));
    }

    @Test
    void whatTheWorkloadSaysIsPassedOnButForWhatOnlyAProxyMaySay() throws Exception {
        Hit hit = hitOf(RawRequest.get("/", HOST)
                .header("x-forwarded-for", "203.0.113.7")
                .header("x-forwarded-proto", "https")
                .header("x-request-id", "mine")
                .header("x-forwarded-client-cert", "By=spiffe://evil")
                .header("x-envoy-anything", "1")
                .header("x-hop", "1")
                .header("connection", "x-hop"));

        assertThat(hit.header("x-forwarded-for")).containsExactly("203.0.113.7");
        assertThat(hit.header("x-forwarded-proto")).containsExactly("https");
        assertThat(hit.header("x-request-id")).containsExactly("mine");
        assertThat(hit.headers()).doesNotContainKeys("x-forwarded-client-cert", "x-envoy-anything", "x-hop");
    }

    @Test
    void theAuthorityOfAnAbsoluteTargetCounts() throws Exception {
        Hit hit = hitOf(RawRequest.get("http://other.test/path", HOST));

        assertThat(hit.authority()).isEqualTo("other.test");
        assertThat(hit.path()).isEqualTo("/path");
    }
}
