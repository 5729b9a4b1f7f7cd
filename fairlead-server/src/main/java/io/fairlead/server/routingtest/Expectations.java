package io.fairlead.server.routingtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Compares what becomes of a request with what a test expects. */
final class Expectations {
    /** A share may differ by this much, in percentage points, to allow for rounding in the file. */
    private static final double TOLERANCE = 0.01;

    private Expectations() {}

    /** What differs, one sentence each; empty if everything is as expected. */
    static List<String> differences(Map<String, Object> expected, Outcome outcome) {
        List<String> differences = new ArrayList<>();
        expected.forEach((name, value) -> {
            String difference = difference(name, value, outcome);
            if (difference != null) {
                differences.add(difference);
            }
        });
        return differences;
    }

    private static @Nullable String difference(String name, Object value, Outcome outcome) {
        return switch (name) {
            case "route" -> text(name, value, outcome.route());
            case "destination" -> destination(String.valueOf(value), outcome.percents());
            case "distribution" -> distribution(texts(value), outcome.percents());
            case "redirect" ->
                texts(value).isEmpty() && !(value instanceof Map<?, ?>)
                        ? text("redirect location", value, outcome.location())
                        : map(
                                texts(value),
                                Map.of("status", String.valueOf(outcome.status()), "location", outcome.location()),
                                name);
            case "directResponse" ->
                map(texts(value), Map.of("status", String.valueOf(outcome.status()), "body", outcome.body()), name);
            case "status" -> text(name, value, String.valueOf(outcome.status()));
            case "path" -> text(name, value, outcome.path());
            case "authority" -> text(name, value, outcome.authority());
            default -> throw new IllegalStateException("not an expectation: " + name);
        };
    }

    private static @Nullable String text(String what, Object expected, String found) {
        return found.equals(String.valueOf(expected))
                ? null
                : what + ": expected `" + expected + "`, found `" + found + "`";
    }

    private static @Nullable String map(Map<String, String> expected, Map<String, String> found, String what) {
        for (Map.Entry<String, String> one : expected.entrySet()) {
            String actual = found.get(one.getKey());
            if (actual == null) {
                return what + ": there is no `" + one.getKey() + "` to expect";
            }
            if (!actual.equals(one.getValue())) {
                return what + " " + one.getKey() + ": expected `" + one.getValue() + "`, found `" + actual + "`";
            }
        }
        return null;
    }

    private static @Nullable String destination(String expected, Map<String, Double> percents) {
        boolean alone = percents.size() == 1
                && percents.keySet().stream().allMatch(destination -> names(expected, destination));
        return alone ? null : "destination: expected `" + expected + "`, found " + shown(percents);
    }

    private static @Nullable String distribution(Map<String, String> expected, Map<String, Double> percents) {
        String difference = "distribution: expected " + new TreeMap<>(expected) + ", found " + shown(percents);
        Map<String, Double> left = new TreeMap<>(percents);
        for (Map.Entry<String, String> share : expected.entrySet()) {
            List<String> named = left.keySet().stream()
                    .filter(destination -> names(share.getKey(), destination))
                    .toList();
            if (named.size() != 1) {
                return difference;
            }
            double found = left.getOrDefault(named.get(0), 0.0);
            left.remove(named.get(0));
            if (!(Math.abs(found - number(share.getValue())) <= TOLERANCE)) {
                return difference;
            }
        }
        return left.isEmpty() ? null : difference;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether {@code host[:port][/subset]} names a destination; the host may be its first labels. */
    static boolean names(String written, String destination) {
        String subset = part(written, '/');
        String host = before(written, '/');
        String port = part(host, ':');
        String name = before(host, ':');
        String actualHost = before(before(destination, '/'), ':');
        return subset.equals(part(destination, '/'))
                && (port.isEmpty() || port.equals(part(before(destination, '/'), ':')))
                && (actualHost.equals(name) || actualHost.startsWith(name + "."));
    }

    private static String before(String text, char mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    private static String part(String text, char mark) {
        int at = text.indexOf(mark);
        return at < 0 ? "" : text.substring(at + 1);
    }

    private static String shown(Map<String, Double> percents) {
        if (percents.isEmpty()) {
            return "none: the request is not forwarded";
        }
        List<String> shares = new ArrayList<>();
        percents.forEach((name, percent) -> shares.add(String.format(Locale.ROOT, "%s: %.2f%%", name, percent)));
        return String.join(", ", shares);
    }

    private static Map<String, String> texts(Object value) {
        Map<String, String> texts = new TreeMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> texts.put(String.valueOf(key), String.valueOf(each)));
        }
        return texts;
    }
}
