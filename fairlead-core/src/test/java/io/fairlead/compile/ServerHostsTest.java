package io.fairlead.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.compile.ServerHosts.Overlap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerHostsTest {
    private static final List<String> LABELS = List.of("a", "b", "com");

    @Test
    void aHostUnderAWildcardIsItself() {
        assertThat(overlaps("x.foo.com", "*.foo.com")).containsExactly(new Overlap(0, "x.foo.com"));
    }

    @Test
    void aWildcardOverHostsIsThoseHosts() {
        assertThat(overlaps("*.foo.com", "a.foo.com", "b.foo.com", "foo.com"))
                .containsExactlyInAnyOrder(new Overlap(0, "a.foo.com"), new Overlap(0, "b.foo.com"));
    }

    @Test
    void aHostOfAnotherNamespaceIsNotFound() {
        assertThat(overlaps("x.com", "prod/x.com")).isEmpty();
        assertThat(overlaps("x.com", "default/x.com")).containsExactly(new Overlap(0, "x.com"));
    }

    @Test
    void theIndexFindsWhatComparingAllPairsFinds() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            List<String> server = hosts(random, 1 + random.nextInt(5));
            String host = host(random);
            Set<Overlap> expected = new HashSet<>();
            for (String each : server) {
                if (isSubset(each, host)) {
                    expected.add(new Overlap(0, each));
                } else if (isSubset(host, each)) {
                    expected.add(new Overlap(0, host));
                }
            }
            assertThat(new HashSet<>(overlaps(host, server.toArray(String[]::new))))
                    .as("seed %s round %s: %s in %s", seed, round, host, server)
                    .isEqualTo(expected);
        }
    }

    private static List<String> hosts(Random random, int count) {
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            hosts.add(host(random));
        }
        return hosts;
    }

    private static String host(Random random) {
        StringBuilder host = new StringBuilder(random.nextInt(3) == 0 ? "*" : LABELS.get(random.nextInt(3)));
        for (int i = random.nextInt(3); i > 0; i--) {
            host.append('.').append(LABELS.get(random.nextInt(3)));
        }
        return host.toString();
    }

    /** The definition in Istio's {@code host.Name.SubsetOf}. */
    private static boolean isSubset(String inner, String outer) {
        if (!outer.startsWith("*")) {
            return inner.equals(outer);
        }
        return inner.startsWith("*")
                ? inner.length() >= outer.length() && inner.substring(1).endsWith(outer.substring(1))
                : inner.endsWith(outer.substring(1));
    }

    private static List<Overlap> overlaps(String host, String... serverHosts) {
        ServerHosts hosts = new ServerHosts();
        hosts.add(0, List.of(serverHosts));
        return hosts.overlaps(host, "default");
    }
}
