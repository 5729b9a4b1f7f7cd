package io.fairlead.rollout.metric;

import io.fairlead.rollout.judge.Counts;
import java.util.Map;
import java.util.TreeMap;

/** Puts the cumulative counts of two versions together to what was counted side by side. */
final class VersionNumbers {
    /**
     * Cumulative counts of one version by segment label.
     *
     * @param total by segment
     * @param bad by segment; one that is missing has none
     */
    record Totals(Map<String, Double> total, Map<String, Double> bad) {}

    private final Deltas deltas = new Deltas();

    void clear() {
        deltas.clear();
    }

    /** What was counted since the numbers before; a segment of which one side is not known is left out. */
    Reading reading(Totals baseline, Totals candidate) {
        Map<String, Reading.Rates.Pair> segments = new TreeMap<>();
        for (Map.Entry<String, Double> entry : candidate.total().entrySet()) {
            String label = entry.getKey();
            Double other = baseline.total().get(label);
            Counts of1 =
                    deltas.since("1" + label, entry.getValue(), candidate.bad().getOrDefault(label, 0.0));
            Counts of0 = other == null
                    ? Counts.NONE
                    : deltas.since("0" + label, other, baseline.bad().getOrDefault(label, 0.0));
            if (of0 != null && of1 != null) {
                segments.put(label, new Reading.Rates.Pair(of0, of1));
            }
        }
        return candidate.total().isEmpty()
                ? new Reading.Missing(Reading.Missing.Kind.NO_DATA, "the candidate has no numbers")
                : new Reading.Rates(segments);
    }
}
