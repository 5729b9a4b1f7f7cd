package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.routing.OutlierPolicy;
import io.fairlead.routing.OutlierPolicy.LocalOrigin;
import io.fairlead.routing.RoutePolicies;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawResponse;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see of endpoints that are left out because of their errors. */
class OutlierTest {
    private static final String ERROR = "HTTP/1.1 500 X\r\ncontent-length: 3\r\n\r\nbad";
    private static final Duration EJECTION = Duration.ofMinutes(1);

    private final ManualTicker ticker = new ManualTicker();
    private TestProxy proxy;

    @BeforeEach
    void start() {
        ProxyOptions defaults = ProxyOptions.of(1);
        proxy = TestProxy.start(new ProxyOptions(
                2,
                defaults.source(),
                null,
                defaults.limits(),
                defaults.timeouts(),
                defaults.maxConnections(),
                defaults.tls(),
                ticker,
                defaults.clock()));
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
    }

    private static OutlierPolicy policy(int minHealthPercent) {
        return new OutlierPolicy(
                2,
                0,
                LocalOrigin.AS_RESPONSES,
                0,
                Duration.ofMillis(5),
                EJECTION,
                100,
                minHealthPercent,
                new TreeSet<>());
    }

    private void serve(OutlierPolicy policy, int... ports) {
        proxy.serve(new Routing()
                .cluster("up", policy, ports)
                .forward("/")
                .to("up", 1)
                .policies(RoutePolicies.NONE)
                .end());
    }

    private int errorsOf(int requests) throws ClientException {
        int errors = 0;
        for (int i = 0; i < requests; i++) {
            errors += proxy.get("/").status() == 500 ? 1 : 0;
        }
        return errors;
    }

    private void awaitEjected(int count) {
        await().untilAsserted(() ->
                assertThat(proxy.metric("fairlead_upstream_endpoints_ejected")).isEqualTo(count));
    }

    @Test
    void anEndpointThatFailsIsLeftOutUntilItsTimeIsOver() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(ERROR);
                RawUpstream good = RawUpstream.answering(RawUpstream.OK)) {
            serve(policy(0), bad.port(), good.port());
            assertThat(errorsOf(4)).isEqualTo(2);
            awaitEjected(1);
            assertThat(errorsOf(20)).isZero();
            assertThat(proxy.metric("fairlead_upstream_ejections")).isEqualTo(1);
            ticker.advance(EJECTION);
            awaitEjected(0);
            assertThat(errorsOf(4)).isEqualTo(2);
        }
    }

    @Test
    void aDeadEndpointIsLeftOut() throws Exception {
        try (RawUpstream good = RawUpstream.answering(RawUpstream.OK)) {
            serve(policy(0), TestProxy.freePort(), good.port());
            for (int i = 0; i < 4; i++) {
                proxy.get("/");
            }
            awaitEjected(1);
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void anEndpointThatBreaksOffItsResponsesIsLeftOut() throws Exception {
        try (RawUpstream broken = RawUpstream.start(peer -> {
            peer.head();
            peer.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhello");
        })) {
            serve(
                    new OutlierPolicy(
                            0, 0, LocalOrigin.SPLIT, 1, Duration.ofMillis(5), EJECTION, 100, 0, new TreeSet<>()),
                    broken.port());
            assertThatThrownBy(() -> proxy.get("/")).isInstanceOf(ClientException.class);
            awaitEjected(1);
        }
    }

    @Test
    void withNobodyLeftTheAnswerIsThatNobodyIsHealthy() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(ERROR)) {
            serve(policy(0), bad.port());
            assertThat(errorsOf(2)).isEqualTo(2);
            awaitEjected(1);
            RawResponse response = proxy.get("/");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo("no healthy upstream");
        }
    }

    @Test
    void withTooFewLeftAllAreUsed() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(ERROR)) {
            serve(policy(1), bad.port());
            assertThat(errorsOf(2)).isEqualTo(2);
            awaitEjected(1);
            assertThat(errorsOf(3)).isEqualTo(3);
        }
    }

    @Test
    void aPolicyThatGoesAwayTakesItsEjectionsWithIt() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(ERROR)) {
            serve(policy(0), bad.port());
            assertThat(errorsOf(2)).isEqualTo(2);
            awaitEjected(1);
            proxy.serve(new Routing().cluster("up", bad.port()).forwardAll("up"));
            assertThat(errorsOf(3)).isEqualTo(3);
            awaitEjected(0);
        }
    }

    @Test
    void anEjectionOutlivesChangesOfOtherThings() throws Exception {
        try (RawUpstream bad = RawUpstream.answering(ERROR);
                RawUpstream good = RawUpstream.answering(RawUpstream.OK);
                RawUpstream other = RawUpstream.answering(RawUpstream.OK)) {
            serve(policy(0), bad.port(), good.port());
            assertThat(errorsOf(4)).isEqualTo(2);
            awaitEjected(1);
            serve(policy(0), bad.port(), good.port(), other.port());
            assertThat(errorsOf(20)).isZero();
        }
    }
}
