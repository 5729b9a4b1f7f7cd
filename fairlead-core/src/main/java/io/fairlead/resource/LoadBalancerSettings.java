package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is chosen.
 *
 * @param lbPolicy null means least request
 * @param localityLbSetting null means the mesh's
 * @param zoneAwareLbSetting null means none
 * @param warmupDurationSecs deprecated, used if {@code warmup} is null
 */
public record LoadBalancerSettings(
        @Nullable LbPolicy lbPolicy,
        @Nullable LocalityLoadBalancerSetting localityLbSetting,
        @Nullable ZoneAwareLoadBalancerSetting zoneAwareLbSetting,
        @Nullable Duration warmupDurationSecs,
        @Nullable WarmupConfiguration warmup) {
    /** The algorithm. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface LbPolicy {
        /** One without settings. */
        record Simple(SimpleLb simple) implements LbPolicy {}

        /** By a hash of the request. */
        record ConsistentHash(ConsistentHashLb consistentHash) implements LbPolicy {}

        /** By the load that the endpoints report. */
        record BackendUtilization(BackendUtilizationLb backendUtilization) implements LbPolicy {}
    }

    /** The algorithms without settings. */
    public enum SimpleLb {
        /** Not chosen: least request. */
        UNSPECIFIED,
        /** Deprecated name of {@link #LEAST_REQUEST}. */
        LEAST_CONN,
        /** Any endpoint. */
        RANDOM,
        /** The address that the client asked for. */
        PASSTHROUGH,
        /** One after the other. */
        ROUND_ROBIN,
        /** The less busy of two. */
        LEAST_REQUEST
    }

    /**
     * Consistent hashing.
     *
     * @param hashKey null if not written, which is invalid
     * @param hashAlgorithm null means a ring of {@code minimumRingSize}
     * @param minimumRingSize deprecated; 0 means 1024
     */
    public record ConsistentHashLb(
            @Nullable HashKey hashKey,
            @Nullable HashAlgorithm hashAlgorithm,
            @WireField(form = WireField.Form.UINT64) long minimumRingSize) {}

    /** What is hashed. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface HashKey {
        /** A header. */
        record HttpHeaderName(String httpHeaderName) implements HashKey {}

        /** A cookie. */
        record HttpCookie(Cookie httpCookie) implements HashKey {}

        /** The client's address; false counts as chosen too. */
        record UseSourceIp(boolean useSourceIp) implements HashKey {}

        /** A query parameter. */
        record HttpQueryParameterName(String httpQueryParameterName) implements HashKey {}
    }

    /** How the hash picks an endpoint. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface HashAlgorithm {
        /** A hash ring. */
        record Ring(RingHash ringHash) implements HashAlgorithm {}

        /** Maglev's table. */
        record Maglev(MagLev maglev) implements HashAlgorithm {}
    }

    /**
     * A hash ring.
     *
     * @param minimumRingSize 0 means 1024
     */
    public record RingHash(
            @WireField(form = WireField.Form.UINT64) long minimumRingSize) {}

    /**
     * Maglev's table.
     *
     * @param tableSize a prime number
     */
    public record MagLev(
            @WireField(form = WireField.Form.UINT64) long tableSize) {}

    /**
     * A cookie to hash.
     *
     * @param path "" means none
     * @param ttl null: only hash a cookie that is there; 0: make a session cookie; else its life time
     */
    public record Cookie(String name, String path, @Nullable Duration ttl, List<Attribute> attributes) {
        public Cookie {
            attributes = List.copyOf(attributes);
        }

        /** An attribute of a cookie that is made, for example {@code SameSite}. */
        public record Attribute(String name, String value) {}
    }

    /**
     * Weights from reported load (ORCA).
     *
     * @param weightStabilizationPeriod null means 10 s
     * @param weightExpirationPeriod null means 3 min
     * @param weightUpdatePeriod null means 1 s
     * @param errorUtilizationPenaltyPercent 0 means none
     * @param metricNamesForComputingUtilization empty means the application's utilization
     */
    public record BackendUtilizationLb(
            @Nullable Duration weightStabilizationPeriod,
            @Nullable Duration weightExpirationPeriod,
            @Nullable Duration weightUpdatePeriod,
            @Nullable Long errorUtilizationPenaltyPercent,
            List<String> metricNamesForComputingUtilization) {
        public BackendUtilizationLb {
            metricNamesForComputingUtilization = List.copyOf(metricNamesForComputingUtilization);
        }
    }

    /**
     * Slow start of new endpoints.
     *
     * @param duration null if not written, which is invalid
     * @param minimumPercent null means 10
     * @param aggression null means 1
     */
    public record WarmupConfiguration(
            @Nullable Duration duration,
            @Nullable Double minimumPercent,
            @Nullable Double aggression) {}

    /**
     * Preference for near endpoints.
     *
     * @param failoverPriority labels, the most important first
     * @param enabled null means true
     */
    public record LocalityLoadBalancerSetting(
            List<Distribute> distribute,
            List<Failover> failover,
            List<String> failoverPriority,
            @Nullable Boolean enabled) {
        public LocalityLoadBalancerSetting {
            distribute = List.copyOf(distribute);
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    /**
     * How traffic of one locality is spread.
     *
     * @param from {@code region/zone/subzone}
     * @param to per cent for each locality
     */
    public record Distribute(String from, Map<String, Long> to) {
        public Distribute {
            to = Map.copyOf(to);
        }
    }

    /** Which region stands in for another. */
    public record Failover(String from, String to) {}

    /**
     * Envoy's own preference for the client's zone.
     *
     * @param enabled null means true
     * @param minClusterSize endpoints, null means Envoy's default
     */
    public record ZoneAwareLoadBalancerSetting(
            @Nullable Boolean enabled,
            List<Failover> failover,
            List<String> failoverPriority,
            @Nullable Long minClusterSize) {
        public ZoneAwareLoadBalancerSetting {
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }
}
