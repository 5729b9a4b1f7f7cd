package io.fairlead.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weights that take the place of written ones while traffic is served. */
class OverlayTest {
    private static final String V1 = "outbound|80|v1|echo.test";
    private static final String V2 = "outbound|80|v2|echo.test";
    private static final RouteRule RULE_A = new RouteRule(Routing.VIRTUAL_SERVICE, "/a");
    private static final RouteRule RULE_B = new RouteRule(Routing.VIRTUAL_SERVICE, "/b");
    private static final List<Share> ALL_TO_V2 = List.of(new Share("echo.test", 0, "v2", 1));
    private static final int SAMPLES = 20;

    private TestProxy proxy;
    private EchoBackend first;
    private EchoBackend second;

    @BeforeEach
    void start() throws Exception {
        proxy = TestProxy.start(ProxyOptions.of(2));
        first = EchoBackend.start("first", 0, new HitLog());
        second = EchoBackend.start("second", 0, new HitLog());
        proxy.serve(allToFirst());
    }

    @AfterEach
    void stop() {
        proxy.awaitQuiet();
        proxy.close();
        first.close();
        second.close();
    }

    private Routing allToFirst() {
        return new Routing()
                .cluster(V1, first.port())
                .cluster(V2, second.port())
                .forward("/a")
                .to(V1, 1)
                .to(V2, 0)
                .end()
                .forward("/b")
                .to(V1, 1)
                .end();
    }

    private void assertServes(String path, String backend) throws Exception {
        for (int i = 0; i < SAMPLES; i++) {
            assertThat(proxy.get(path).headers().first("x-echo-backend")).contains(backend);
        }
    }

    @Test
    void theNextRequestFollowsTheNewWeights() throws Exception {
        assertServes("/a", "first");

        proxy.server().apply(new Overlay(Map.of(RULE_A, ALL_TO_V2)));

        assertServes("/a", "second");
        assertServes("/b", "first");
    }

    @Test
    void severalRulesSwitchTogetherAndADestinationMayBeNew() throws Exception {
        proxy.server().apply(new Overlay(Map.of(RULE_A, ALL_TO_V2, RULE_B, ALL_TO_V2)));

        assertServes("/a", "second");
        assertServes("/b", "second");
    }

    @Test
    void aPublicationKeepsTheWeightsAndTheirEndBringsTheWrittenOnesBack() throws Exception {
        proxy.server().apply(new Overlay(Map.of(RULE_A, ALL_TO_V2)));
        proxy.serve(allToFirst());
        assertServes("/a", "second");

        proxy.server().apply(Overlay.NONE);

        assertServes("/a", "first");
    }

    @Test
    void sharesOfNothingThatExistsLeaveTheWrittenWeights() throws Exception {
        proxy.server().apply(new Overlay(Map.of(RULE_A, List.of(new Share("echo.test", 0, "gone", 1)))));

        assertServes("/a", "first");
    }

    @Test
    void weightsMayComeBeforeTheirRules() throws Exception {
        RouteRule later = new RouteRule(Routing.VIRTUAL_SERVICE, "/c");
        proxy.server().apply(new Overlay(Map.of(later, ALL_TO_V2)));

        proxy.serve(allToFirst().forward("/c").to(V1, 1).end());

        assertServes("/c", "second");
    }
}
