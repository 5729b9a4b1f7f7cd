package io.fairlead.rollout.judge.score;

import io.fairlead.rollout.judge.Outcome;
import io.fairlead.rollout.judge.Verdict;
import io.fairlead.rollout.judge.score.ScoredMetric.Trait;
import io.fairlead.rollout.judge.score.ScoredResult.Label;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kayenta's score of a set of metrics.
 *
 * @param value from 0 to 100, with two decimals
 * @param groups the score of each group with data
 * @param reasons why it is what it is
 */
public record Score(double value, Map<String, Double> groups, List<String> reasons) {
    private static final String METHOD = "Kayenta's score";
    private static final double ALL = 100;

    public Score {
        groups = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        reasons = List.copyOf(reasons);
    }

    /**
     * The score of some results.
     *
     * @param weights of groups, in percent; groups without one share what is left equally
     */
    public static Score of(List<ScoredResult> results, Map<String, Double> weights) {
        List<ScoredResult> counted = results.stream()
                .filter(result -> !result.metric().traits().contains(Trait.MUTED))
                .toList();
        Set<String> names = new TreeSet<>();
        counted.forEach(result -> names.addAll(result.metric().groups()));
        Set<String> unweighted = new HashSet<>(names);
        unweighted.removeAll(weights.keySet());
        double given = names.stream()
                .mapToDouble(name -> weights.getOrDefault(name, 0.0))
                .sum();
        double rest = unweighted.isEmpty() ? 0 : (ALL - given) / unweighted.size();
        Map<String, Double> groups = new LinkedHashMap<>();
        List<String> reasons = new ArrayList<>();
        double sum = 0;
        for (String name : names) {
            double score = group(counted, name);
            groups.put(name, score);
            sum += score * weights.getOrDefault(name, rest) / ALL;
            reasons.add(String.format(Locale.ROOT, "Group %s has %.2f.", name, score));
        }
        for (ScoredResult result : counted) {
            if (result.label() != Label.PASS) {
                reasons.add("Metric " + result.metric().name() + " is " + result.label() + ".");
            }
        }
        return new Score(overruled(counted, reasons) ? 0 : round(sum), groups, reasons);
    }

    private static double group(List<ScoredResult> results, String name) {
        int passed = 0;
        int all = 0;
        for (ScoredResult result : results) {
            if (result.metric().groups().contains(name) && result.label() != Label.NODATA) {
                all++;
                passed += result.label() == Label.PASS ? 1 : 0;
            }
        }
        return all == 0 ? ALL : ALL * passed / all;
    }

    private static boolean overruled(List<ScoredResult> results, List<String> reasons) {
        for (ScoredResult result : results) {
            if (result.critical()) {
                reasons.add("Metric " + result.metric().name() + " is critical.");
                return true;
            }
        }
        long empty = results.stream()
                .filter(result -> result.label() == Label.NODATA)
                .count();
        if (2 * empty >= results.size()) {
            reasons.add("Half of the metrics or more have no data.");
            return true;
        }
        return false;
    }

    private static double round(double value) {
        return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).doubleValue();
    }

    /** Kayenta's word for the score: {@code Pass}, {@code Marginal} or {@code Fail}. */
    public String label(double pass, double marginal) {
        return value >= pass ? "Pass" : value >= marginal ? "Marginal" : "Fail";
    }

    /**
     * The verdict at the end of a stage: a score of {@code marginal} or less fails at once, the last one must reach
     * {@code pass}.
     *
     * @param points of the series that were compared
     */
    public Verdict verdict(double pass, double marginal, Stage stage, long points) {
        Outcome outcome;
        if (value <= marginal || stage == Stage.LAST && value < pass) {
            outcome = Outcome.FAIL;
        } else {
            outcome = value >= pass ? Outcome.PASS : Outcome.INCONCLUSIVE;
        }
        List<String> all = new ArrayList<>();
        all.add(String.format(Locale.ROOT, "The score is %.2f: %s.", value, label(pass, marginal)));
        all.addAll(reasons);
        return new Verdict(outcome, METHOD, all, null, points, points, 0);
    }

    /** Whether a stage of a run is its last. */
    public enum Stage {
        BEFORE_LAST,
        LAST
    }
}
