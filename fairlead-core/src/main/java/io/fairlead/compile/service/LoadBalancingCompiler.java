package io.fairlead.compile.service;

import io.fairlead.resource.LoadBalancerSettings;
import io.fairlead.resource.LoadBalancerSettings.ConsistentHashLb;
import io.fairlead.resource.LoadBalancerSettings.HashAlgorithm;
import io.fairlead.resource.LoadBalancerSettings.LbPolicy;
import io.fairlead.resource.LoadBalancerSettings.SimpleLb;
import io.fairlead.resource.LoadBalancerSettings.WarmupConfiguration;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How endpoints are chosen. Source: Istio {@code applyLoadBalancer}, Envoy's defaults. */
final class LoadBalancingCompiler {
    private static final int DEFAULT_RING_SIZE = 1024;
    private static final int DEFAULT_MAGLEV_SIZE = 65_537;
    private static final double DEFAULT_WARMUP_PERCENT = 10;

    private LoadBalancingCompiler() {}

    /** The algorithm that {@code settings} ask for; null asks for least request. */
    static Algorithm algorithm(@Nullable LoadBalancerSettings settings) {
        LbPolicy policy = settings == null ? null : settings.lbPolicy();
        if (policy instanceof LbPolicy.ConsistentHash hash) {
            return byHash(hash.consistentHash());
        }
        Warmup warmup = settings == null ? null : warmup(settings);
        SimpleLb simple = policy instanceof LbPolicy.Simple written ? written.simple() : SimpleLb.UNSPECIFIED;
        return switch (simple) {
            case ROUND_ROBIN -> new Algorithm.RoundRobin(warmup);
            case RANDOM -> new Algorithm.Random();
            case PASSTHROUGH -> new Algorithm.OriginalDestination();
            case UNSPECIFIED, LEAST_CONN, LEAST_REQUEST -> new Algorithm.LeastRequest(warmup);
        };
    }

    private static Algorithm byHash(ConsistentHashLb written) {
        if (written.hashAlgorithm() instanceof HashAlgorithm.Maglev maglev) {
            return new Algorithm.Maglev(size(maglev.maglev().tableSize(), DEFAULT_MAGLEV_SIZE));
        }
        long ring = written.hashAlgorithm() instanceof HashAlgorithm.Ring ringHash
                ? ringHash.ringHash().minimumRingSize()
                : written.minimumRingSize();
        return new Algorithm.RingHash(size(ring, DEFAULT_RING_SIZE));
    }

    /** Sizes are unsigned; Envoy refuses a cluster with a larger one than the maximum, which is used instead. */
    private static int size(long written, int otherwise) {
        if (written == 0) {
            return otherwise;
        }
        return Long.compareUnsigned(written, LoadBalancing.MAX_TABLE_SIZE) > 0
                ? LoadBalancing.MAX_TABLE_SIZE
                : (int) written;
    }

    private static @Nullable Warmup warmup(LoadBalancerSettings settings) {
        WarmupConfiguration written = settings.warmup();
        if (written == null) {
            return warmup(settings.warmupDurationSecs(), DEFAULT_WARMUP_PERCENT, 1);
        }
        Double percent = written.minimumPercent();
        Double aggression = written.aggression();
        return warmup(
                written.duration(),
                percent == null ? DEFAULT_WARMUP_PERCENT : percent,
                aggression == null ? 1 : aggression);
    }

    private static @Nullable Warmup warmup(@Nullable Duration window, double percent, double aggression) {
        if (window == null || window.isNegative() || window.isZero()) {
            return null;
        }
        double share = percent >= 0 ? Math.min(percent, 100) : 0;
        return new Warmup(window, share, aggression > 0 ? aggression : 1);
    }
}
