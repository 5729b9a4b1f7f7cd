package io.fairlead.testkit.conformance;

import io.fairlead.testkit.statistics.ChiSquare;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares what repeated requests led to: the outcomes at the client, and the requests at each backend. */
final class Counts {
    /** Below this probability two samples are held to be of different distributions. */
    static final double MIN_PROBABILITY = 1e-6;

    private static final double CLEARLY_MORE = 1.5;
    private static final double STILL_MORE = 1.2;
    private static final double RATIO_TOLERANCE = 0.25;

    private final Step.Rules rules;

    Counts(Step.Rules rules) {
        this.rules = rules;
    }

    List<String> outcomes(Observation.Load wanted, Observation.Load seen) {
        Map<String, Integer> left = new TreeMap<>(wanted.counts());
        Map<String, Integer> right = new TreeMap<>(seen.counts());
        String both = "counts: want " + left + " of " + wanted.requests() + ", got " + right + " of " + seen.requests();
        boolean sameOutcomes = happened(left).equals(happened(right));
        boolean agree = switch (rules.distribution()) {
            case EXACT -> scaled(wanted, seen.requests()).equals(right);
            case SET -> sameOutcomes;
            case ORDER -> sameOutcomes && sameOrder(left, right);
            case CHI2 -> (sameOutcomes || rules.allowRare()) && ChiSquare.probability(left, right) > MIN_PROBABILITY;
        };
        return agree ? List.of() : List.of(both);
    }

    /** Requests at a backend: exactly where all or none of the requests made one, by the test where some did. */
    List<String> hits(Observation wanted, Observation seen) {
        List<String> differences = new ArrayList<>();
        if (rules.distribution() == Step.Distribution.SET || rules.distribution() == Step.Distribution.ORDER) {
            return differences;
        }
        int wantedSize = wanted.load().requests();
        int seenSize = seen.load().requests();
        Set<String> names = new TreeSet<>(wanted.hitCounts().keySet());
        names.addAll(seen.hitCounts().keySet());
        for (String name : names) {
            Share left = new Share(wanted.hitCounts().getOrDefault(name, 0), wantedSize);
            Share right = new Share(seen.hitCounts().getOrDefault(name, 0), seenSize);
            if (!agree(left, right)) {
                differences.add("hits at " + name + ": want " + left + ", got " + right);
            }
        }
        return differences;
    }

    private boolean agree(Share wanted, Share seen) {
        if (wanted.hits == 0 && seen.hits == 0) {
            return true;
        }
        if (wanted.hits % wanted.requests == 0 || rules.distribution() == Step.Distribution.EXACT) {
            return Math.round(wanted.ratio() * seen.requests) == seen.hits || (rules.allowRare() && wanted.hits == 0);
        }
        if (wanted.hits < wanted.requests && seen.hits <= seen.requests) {
            return ChiSquare.probability(wanted.split(), seen.split()) > MIN_PROBABILITY;
        }
        return Math.abs(wanted.ratio() - seen.ratio()) <= RATIO_TOLERANCE * wanted.ratio();
    }

    private static boolean sameOrder(Map<String, Integer> wanted, Map<String, Integer> seen) {
        for (Map.Entry<String, Integer> more : wanted.entrySet()) {
            for (Map.Entry<String, Integer> less : wanted.entrySet()) {
                boolean clear = more.getValue() > CLEARLY_MORE * less.getValue();
                int high = seen.getOrDefault(more.getKey(), 0);
                int low = seen.getOrDefault(less.getKey(), 0);
                if (clear && high < STILL_MORE * low) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Recorded counts are sums of several runs: brought to the size of one. */
    private static Map<String, Integer> scaled(Observation.Load wanted, int requests) {
        Map<String, Integer> scaled = new TreeMap<>();
        wanted.counts()
                .forEach((name, count) -> scaled.put(name, Math.round((float) count * requests / wanted.requests())));
        return scaled;
    }

    private static Set<String> happened(Map<String, Integer> counts) {
        Set<String> names = new TreeSet<>();
        counts.forEach((name, count) -> {
            if (count > 0) {
                names.add(name);
            }
        });
        return names;
    }

    private record Share(int hits, int requests) {
        double ratio() {
            return (double) hits / requests;
        }

        Map<String, Integer> split() {
            return Map.of("hit", hits, "missed", requests - hits);
        }

        @Override
        public String toString() {
            return hits + " of " + requests;
        }
    }
}
