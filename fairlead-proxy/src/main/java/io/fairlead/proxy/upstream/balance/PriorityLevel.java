package io.fairlead.proxy.upstream.balance;

import io.fairlead.routing.LoadBalancing.Algorithm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of one priority that may be used, all together or by localities: then a locality is chosen first, by its
 * weight, of which it has less when too many of its endpoints are left out. Any thread. Source: Envoy {@code HostSetImpl},
 * {@code normalizeLocalityWeights}.
 *
 * @param <H> endpoints
 */
final class PriorityLevel<H extends Host> {
    /** Endpoints that one chooser chooses among. */
    private record Group<H extends Host>(List<H> hosts, Chooser chooser) {
        H choose(Selection selection, long hash) {
            return hosts.size() == 1 ? hosts.get(0) : hosts.get(chooser.choose(selection, hash));
        }
    }

    /** The endpoints of one locality. */
    private static final class Place<H extends Host> {
        private final List<H> usable = new ArrayList<>();
        private int endpoints;
        private long weight;

        /** As long as it is known how much each endpoint can take, a place takes as much as 1.4 times its healthy share. */
        long effectiveWeight(long placeWeight) {
            return placeWeight * PriorityLoads.availability(usable.size(), endpoints);
        }
    }

    private final @Nullable Group<H> whole;
    private final List<Group<H>> places = new ArrayList<>();
    private final @Nullable WeightedCycle turns;

    /**
     * A level of these endpoints, all of its priority.
     *
     * @param usable those of them that may be used
     * @param panic whether health does not count, as too few are healthy
     */
    PriorityLevel(List<H> all, List<H> usable, boolean panic, Balancer.Settings settings) {
        Map<String, Integer> weights = settings.policy().localityWeights();
        Map<String, Place<H>> byLocality = weights == null ? Map.of() : byLocality(all, usable);
        boolean byHash = settings.isByHash();
        this.turns = weights == null || panic || byHash ? null : turns(byLocality, weights, settings);
        if (usable.isEmpty() || turns != null) {
            this.whole = null;
        } else if (weights == null || !byHash) {
            this.whole = group(usable, null, settings);
        } else {
            this.whole = weighed(byLocality, weights, settings);
        }
    }

    /** The endpoint for a request, null if there is none. */
    @Nullable
    H choose(Selection selection, long hash) {
        if (turns != null) {
            return places.get(turns.next()).choose(selection, hash);
        }
        return whole == null ? null : whole.choose(selection, hash);
    }

    private static <H extends Host> Map<String, Place<H>> byLocality(List<H> all, List<H> usable) {
        Map<String, Place<H>> places = new LinkedHashMap<>();
        for (H host : all) {
            Place<H> place = places.computeIfAbsent(host.locality(), key -> new Place<>());
            place.endpoints++;
            place.weight += host.weight();
        }
        usable.forEach(host -> places.computeIfAbsent(host.locality(), key -> new Place<>())
                .usable
                .add(host));
        return places;
    }

    private static <H extends Host> long weight(Map.Entry<String, Place<H>> place, Map<String, Integer> weights) {
        Integer written = weights.get(place.getKey());
        return written == null ? place.getValue().weight : written;
    }

    /** The turns of localities; null if none of them has any weight left. */
    private @Nullable WeightedCycle turns(
            Map<String, Place<H>> byLocality, Map<String, Integer> weights, Balancer.Settings settings) {
        List<Long> effective = new ArrayList<>();
        for (Map.Entry<String, Place<H>> place : byLocality.entrySet()) {
            long weight = place.getValue().effectiveWeight(weight(place, weights));
            if (weight > 0) {
                effective.add(weight);
                places.add(group(place.getValue().usable, null, settings));
            }
        }
        return effective.isEmpty()
                ? null
                : WeightedCycle.of(effective.stream().mapToLong(Long::longValue).toArray(), settings.random());
    }

    /** All endpoints, of which each weighs its part of its locality's weight. */
    private static <H extends Host> @Nullable Group<H> weighed(
            Map<String, Place<H>> byLocality, Map<String, Integer> weights, Balancer.Settings settings) {
        List<H> hosts = new ArrayList<>();
        List<Double> parts = new ArrayList<>();
        for (Map.Entry<String, Place<H>> place : byLocality.entrySet()) {
            List<H> usable = place.getValue().usable;
            double sum = usable.stream().mapToLong(Host::weight).sum();
            double weight = weight(place, weights);
            if (weight > 0) {
                hosts.addAll(usable);
                usable.forEach(host -> parts.add(weight * host.weight() / sum));
            }
        }
        return hosts.isEmpty()
                ? null
                : group(hosts, parts.stream().mapToDouble(Double::doubleValue).toArray(), settings);
    }

    /** A group of endpoints with weights of their own for a choice by hash, or else those that they have. */
    private static <H extends Host> Group<H> group(
            List<H> hosts, double @Nullable [] weights, Balancer.Settings settings) {
        return new Group<>(List.copyOf(hosts), chooser(hosts, weights, settings));
    }

    private static Chooser chooser(
            List<? extends Host> hosts, double @Nullable [] weights, Balancer.Settings settings) {
        Algorithm algorithm = settings.policy().algorithm();
        if (algorithm instanceof Algorithm.RoundRobin roundRobin) {
            return WeighedChooser.roundRobin(hosts, settings, roundRobin);
        } else if (algorithm instanceof Algorithm.LeastRequest leastRequest) {
            return WeighedChooser.leastRequest(hosts, settings, leastRequest);
        } else if (algorithm instanceof Algorithm.RingHash ring) {
            return byHash(hosts, weights, Math.max(RendezvousTable.MIN_RING_SLOTS, ring.minimumSize()));
        } else if (algorithm instanceof Algorithm.Maglev maglev) {
            return byHash(hosts, weights, maglev.tableSize());
        } else if (algorithm instanceof Algorithm.Random || algorithm instanceof Algorithm.OriginalDestination) {
            return new RandomChooser(hosts.size());
        }
        throw new AssertionError("unknown algorithm " + algorithm);
    }

    private static Chooser byHash(List<? extends Host> hosts, double @Nullable [] weights, int slots) {
        double[] weighed =
                weights == null ? hosts.stream().mapToDouble(Host::weight).toArray() : weights;
        boolean alike = true;
        for (double weight : weighed) {
            alike &= weight == weighed[0];
        }
        // A single endpoint gets everything without being asked.
        return new RendezvousTable(hosts, alike ? null : weighed, hosts.size() == 1 ? 1 : slots);
    }
}
