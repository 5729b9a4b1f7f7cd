package io.fairlead.proxy.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fairlead.routing.Listener.Content;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TcpForwardingTest {
    private static final int DRAWS = 1_000_000;

    /** Of a right implementation fewer than one seed in 10^9 fails: bounds are more than six standard deviations away. */
    @Test
    void connectionsAreDrawnByWeightToAHundredthOfAPercent() {
        TcpForwarding forwarding = new TcpForwarding(
                new Content.Tcp(
                        "tcp",
                        List.of(
                                new Content.Tcp.Destination("rare", 1),
                                new Content.Tcp.Destination("some", 999),
                                new Content.Tcp.Destination("most", 9000)),
                        null,
                        null),
                Map.of());
        SplittableRandom random = new SplittableRandom(5);
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            counts.merge(forwarding.draw(random).clusterName(), 1, Integer::sum);
        }
        assertThat(counts).containsOnlyKeys("rare", "some", "most");
        assertThat(counts.get("rare")).isCloseTo(DRAWS / 10_000, within(62));
        assertThat(counts.get("some")).isCloseTo(DRAWS / 10_000 * 999, within(1900));
    }
}
