package io.fairlead.testkit.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the backends of one test saw since it was last cleared. Thread-safe. */
public final class HitLog {
    /** How many requests are kept; later ones are only counted. */
    public static final int MAX_KEPT = 64;

    private final List<Hit> hits = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** An empty log. */
    public HitLog() {}

    /** Notes a request and returns its number at its backend, counted from 1. */
    synchronized int add(Hit hit) {
        if (hits.size() < MAX_KEPT) {
            hits.add(hit);
        }
        return counts.merge(hit.backend(), 1, Integer::sum);
    }

    /** Forgets everything. */
    public synchronized void clear() {
        hits.clear();
        counts.clear();
    }

    /** The first {@value #MAX_KEPT} requests in the order in which they were complete. */
    public synchronized List<Hit> hits() {
        return List.copyOf(hits);
    }

    /** How many requests each backend saw; backends without any are missing. */
    public synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }
}
