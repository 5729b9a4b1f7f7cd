package io.fairlead.proxy.observe;

import java.util.Arrays;

/**
 * Why a response is not simply what the upstream sent. A set of them is an {@code int} of {@link #bit}s. Names and order are
 * those of Envoy's {@code %RESPONSE_FLAGS%}.
 */
public enum ResponseFlag {
    FAILED_LOCAL_HEALTH_CHECK(0, "LH"),
    NO_HEALTHY_UPSTREAM(1, "UH"),
    UPSTREAM_REQUEST_TIMEOUT(2, "UT"),
    LOCAL_RESET(3, "LR"),
    UPSTREAM_REMOTE_RESET(4, "UR"),
    UPSTREAM_CONNECTION_FAILURE(5, "UF"),
    UPSTREAM_CONNECTION_TERMINATION(6, "UC"),
    UPSTREAM_OVERFLOW(7, "UO"),
    NO_ROUTE_FOUND(8, "NR"),
    DELAY_INJECTED(9, "DI"),
    FAULT_INJECTED(10, "FI"),
    RATE_LIMITED(11, "RL"),
    UNAUTHORIZED_EXTERNAL_SERVICE(12, "UAEX"),
    RATE_LIMIT_SERVICE_ERROR(13, "RLSE"),
    DOWNSTREAM_CONNECTION_TERMINATION(14, "DC"),
    UPSTREAM_RETRY_LIMIT_EXCEEDED(15, "URX"),
    STREAM_IDLE_TIMEOUT(16, "SI"),
    INVALID_ENVOY_REQUEST_HEADERS(17, "IH"),
    DOWNSTREAM_PROTOCOL_ERROR(18, "DPE"),
    UPSTREAM_MAX_STREAM_DURATION_REACHED(19, "UMSDR"),
    RESPONSE_FROM_CACHE_FILTER(20, "RFCF"),
    NO_FILTER_CONFIG_FOUND(21, "NFCF"),
    DURATION_TIMEOUT(22, "DT"),
    UPSTREAM_PROTOCOL_ERROR(23, "UPE"),
    NO_CLUSTER_FOUND(24, "NC"),
    OVERLOAD_MANAGER(25, "OM"),
    DNS_RESOLUTION_FAILED(26, "DF"),
    DROP_OVERLOAD(27, "DO"),
    DOWNSTREAM_REMOTE_RESET(28, "DR"),
    UNCONDITIONAL_DROP_OVERLOAD(29, "UDO");

    private static final String[] SHORT_NAMES = shortNames();

    private final int bit;
    private final String shortName;

    ResponseFlag(int position, String shortName) {
        this.bit = 1 << position;
        this.shortName = shortName;
    }

    private static String[] shortNames() {
        String[] names = new String[Integer.SIZE];
        Arrays.fill(names, "");
        for (ResponseFlag flag : values()) {
            names[Integer.numberOfTrailingZeros(flag.bit)] = flag.shortName;
        }
        return names;
    }

    /** The name in logs and metrics, for example {@code UH}. */
    public String shortName() {
        return shortName;
    }

    /** The one bit that stands for this flag in a set. */
    public int bit() {
        return bit;
    }

    /** The short names of a set, joined with commas, or {@code -} if it is empty. Allocates; for scrapes. */
    public static String names(int flags) {
        ByteScratch names = new ByteScratch();
        appendNames(flags, names);
        return names.toString();
    }

    /** Adds the short names of a set, joined with commas; {@code -} if it is empty. */
    static void appendNames(int flags, ByteScratch out) {
        if (flags == 0) {
            out.append('-');
            return;
        }
        int start = out.size();
        for (int rest = flags; rest != 0; rest &= rest - 1) {
            if (out.size() > start) {
                out.append(',');
            }
            out.append(SHORT_NAMES[Integer.numberOfTrailingZeros(rest)]);
        }
    }
}
