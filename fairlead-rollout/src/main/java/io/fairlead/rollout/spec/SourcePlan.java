package io.fairlead.rollout.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** Where the numbers of a guard come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface SourcePlan {
    /** The proxy's own counts: requests with a status of {@code fromStatus} or more failed. */
    record Errors(int fromStatus) implements SourcePlan {}

    /** The proxy's own counts: requests that took longer than {@code than} were slow. */
    record Slow(Duration than) implements SourcePlan {}

    /**
     * Queries of a Prometheus server, either {@code total} and {@code bad} or {@code value}; the others are "".
     *
     * @param segmentLabel "" if a query has one result only
     */
    record Prometheus(
            String address,
            String total,
            String bad,
            String value,
            String segmentLabel,
            Duration interval,
            Duration lag)
            implements SourcePlan {}

    /** Numbers of a JSON document by their JSON pointers, either {@code total} and {@code bad} or {@code value}. */
    record HttpJson(String url, String total, String bad, String value, String time, Duration interval, Duration lag)
            implements SourcePlan {}

    /** How old the newest numbers may be; zero for the proxy's own. */
    default Duration lag() {
        return Duration.ZERO;
    }

    /** The time between two questions; zero for the proxy's own counts. */
    default Duration interval() {
        return Duration.ZERO;
    }

    /** Whether the proxy itself counts this. */
    default boolean isLive() {
        return this instanceof Errors || this instanceof Slow;
    }
}
