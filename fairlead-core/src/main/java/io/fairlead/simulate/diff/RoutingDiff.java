package io.fairlead.simulate.diff;

import io.fairlead.routing.RouteEntry;
import io.fairlead.simulate.SampleRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests two routings treat differently.
 *
 * @param changes classes of requests, each with an example that was tried on both
 * @param certainty whether these are all
 */
public record RoutingDiff(List<Change> changes, Certainty certainty) {
    /** How far the result can be trusted. */
    public enum Certainty {
        /** It is proved that no other request is treated differently. */
        PROVED,
        /** There may be more changes: conditions could not be decided, or there were too many cases to look at. */
        NOT_PROVED
    }

    /** What differs for a class of requests. */
    public enum Aspect {
        /** Where requests go, or how they are answered. */
        DESTINATION,
        /** The shares of destinations. */
        WEIGHT,
        /** Time limits, retries, faults, mirrors, header changes, rewrites, or how destinations are talked to. */
        POLICY
    }

    /**
     * A class of requests: those that take the one route before and the other after.
     *
     * @param address of the listener, with its port
     * @param host the class of hosts by an example
     * @param before the route that was taken; null if none was
     * @param after the route that is taken; null if none is
     */
    public record Change(
            String address,
            String host,
            @Nullable RouteEntry before,
            @Nullable RouteEntry after,
            Set<Aspect> aspects,
            SampleRequest example) {
        public Change {
            aspects = Set.copyOf(aspects);
        }
    }

    public RoutingDiff {
        changes = List.copyOf(changes);
    }

    /** Whether it is proved that every request is treated as before. */
    public boolean isProvedEqual() {
        return changes.isEmpty() && certainty == Certainty.PROVED;
    }
}
