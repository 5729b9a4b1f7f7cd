package io.fairlead.server.admin;

import java.math.BigDecimal;
import java.util.SortedMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /stats}: one number a line, sorted by name; {@code ?filter=TEXT} and {@code ?format=json}, as Envoy has them. */
final class StatsPage {
    private StatsPage() {}

    static AdminResponse answer(ServerView view, AdminQuery query) {
        String filter = query.get("filter");
        SortedMap<String, Double> stats = EnvoyStats.of(view.metrics());
        stats.keySet().removeIf(name -> !name.contains(filter));
        return switch (query.get("format")) {
            case "", "text" -> AdminResponse.text(asText(stats));
            case "json" -> AdminResponse.json(200, asJson(stats));
            default -> AdminResponse.error(400, "format must be text or json, not \"" + query.get("format") + "\"");
        };
    }

    private static String asText(SortedMap<String, Double> stats) {
        StringBuilder lines = new StringBuilder();
        stats.forEach((name, value) ->
                lines.append(name).append(": ").append(number(value)).append('\n'));
        return lines.toString();
    }

    private static ObjectNode asJson(SortedMap<String, Double> stats) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = root.putArray("stats");
        stats.forEach((name, value) -> {
            ObjectNode row = rows.addObject().put("name", name);
            if (isWhole(value)) {
                row.put("value", (long) (double) value);
            } else {
                row.put("value", value);
            }
        });
        return root;
    }

    /** Whole numbers without a fraction, nothing in scientific notation. */
    private static String number(double value) {
        if (isWhole(value)) {
            return Long.toString((long) value);
        }
        return Double.isFinite(value) ? BigDecimal.valueOf(value).toPlainString() : Double.toString(value);
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1L << 53;
    }
}
