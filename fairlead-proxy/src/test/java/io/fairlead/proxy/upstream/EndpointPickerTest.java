package io.fairlead.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.observe.metrics.DestinationLabels;
import io.fairlead.proxy.observe.metrics.ProxyMetrics;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.LoadBalancing;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EndpointPickerTest {
    private final ProxyMetrics metrics = new ProxyMetrics(WorkloadLabels.UNKNOWN, 1, Ticker.system());
    private final RandomGenerator random = new SplittableRandom(20_240_229);

    private List<UpstreamEndpoint> endpoints(int... weights) {
        List<UpstreamEndpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), i + 1);
            endpoints.add(new UpstreamEndpoint(
                    new Endpoint("127.0.0.1", i + 1, weights[i], Map.of(), "", ""),
                    new AddressPool(address, 1),
                    new AddressText(address),
                    metrics.requests().acquire(DestinationLabels.UNKNOWN)));
        }
        return endpoints;
    }

    private Map<UpstreamEndpoint, Integer> counts(EndpointPicker picker, int picks) {
        Map<UpstreamEndpoint, Integer> counts = new HashMap<>();
        for (int i = 0; i < picks; i++) {
            UpstreamEndpoint picked = picker.pick(random);
            assertThat(picked).isNotNull();
            counts.merge(picked, 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void noEndpointIsPickedWhereThereIsNone() {
        for (LoadBalancing policy : LoadBalancing.values()) {
            assertThat(new EndpointPicker(List.of(), policy, 0).pick(random)).isNull();
        }
    }

    @Test
    void roundRobinTakesEachInTurnAlsoWhereTheCounterOverflows() {
        List<UpstreamEndpoint> endpoints = endpoints(1, 1, 1);
        EndpointPicker picker = new EndpointPicker(endpoints, LoadBalancing.ROUND_ROBIN, 2);
        for (int i = 0; i < 9; i++) {
            assertThat(picker.pick(random)).isSameAs(endpoints.get((i + 2) % 3));
        }
        EndpointPicker late = new EndpointPicker(endpoints, LoadBalancing.ROUND_ROBIN, Integer.MAX_VALUE - 1);
        assertThat(counts(late, 30).values())
                .allSatisfy(count -> assertThat(count).isBetween(9, 11));
    }

    @Test
    void roundRobinMeetsWeightsExactlyAndSpreadsThem() {
        List<UpstreamEndpoint> endpoints = endpoints(50, 30, 20);
        EndpointPicker picker = new EndpointPicker(endpoints, LoadBalancing.ROUND_ROBIN, 0);
        assertThat(counts(picker, 10)).isEqualTo(Map.of(endpoints.get(0), 5, endpoints.get(1), 3, endpoints.get(2), 2));
        UpstreamEndpoint former = null;
        int longest = 0;
        int run = 0;
        for (int i = 0; i < 100; i++) {
            UpstreamEndpoint picked = picker.pick(random);
            run = picked == former ? run + 1 : 1;
            longest = Math.max(longest, run);
            former = picked;
        }
        assertThat(longest).isLessThanOrEqualTo(2);
    }

    @Test
    void weightsWithALargeSumAreMetWithinTheTable() {
        List<UpstreamEndpoint> endpoints = endpoints(1_000_003, 2_000_003, 1);
        EndpointPicker picker = new EndpointPicker(endpoints, LoadBalancing.ROUND_ROBIN, 0);
        Map<UpstreamEndpoint, Integer> counts = counts(picker, 1_000_000);
        assertThat(counts.getOrDefault(endpoints.get(0), 0) / 1e6).isBetween(0.332, 0.335);
        assertThat(counts.getOrDefault(endpoints.get(1), 0) / 1e6).isBetween(0.665, 0.668);
        assertThat(counts.get(endpoints.get(2))).isPositive();
    }

    @Test
    void randomDrawsByWeight() {
        List<UpstreamEndpoint> endpoints = endpoints(3, 1);
        Map<UpstreamEndpoint, Integer> counts = counts(new EndpointPicker(endpoints, LoadBalancing.RANDOM, 0), 100_000);
        // Seeded; the bounds are 7 standard deviations wide.
        assertThat(counts.get(endpoints.get(0))).isBetween(74_000, 76_000);
    }

    @Test
    void leastRequestPrefersTheOneWithFewerRequests() {
        List<UpstreamEndpoint> endpoints = endpoints(1, 1);
        endpoints.get(0).requestStarted();
        Map<UpstreamEndpoint, Integer> counts =
                counts(new EndpointPicker(endpoints, LoadBalancing.LEAST_REQUEST, 0), 100_000);
        // The busy one is taken only where both draws hit it: a quarter. 7 standard deviations.
        assertThat(counts.get(endpoints.get(0))).isBetween(24_000, 26_000);
        endpoints.get(0).requestEnded();
        assertThat(endpoints.get(0).activeRequests()).isZero();
    }

    @Test
    void leastRequestLooksAtRequestsForTheirWeight() {
        List<UpstreamEndpoint> endpoints = endpoints(4, 1);
        for (int i = 0; i < 4; i++) {
            endpoints.get(0).requestStarted();
        }
        for (int i = 0; i < 2; i++) {
            endpoints.get(1).requestStarted();
        }
        // 4 requests for weight 4 are fewer than 2 for weight 1: the light one needs both draws, 1/25.
        Map<UpstreamEndpoint, Integer> counts =
                counts(new EndpointPicker(endpoints, LoadBalancing.LEAST_REQUEST, 0), 100_000);
        assertThat(counts.get(endpoints.get(1))).isBetween(3_500, 4_500);
    }
}
