package io.fairlead.server.admin;

import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /stats}: one number a line, sorted by name; {@code ?filter=TEXT} and {@code ?format=json}, as Envoy has them. */
final class StatsPage {
    private StatsPage() {}

    static AdminResponse answer(ServerView view, AdminQuery query) {
        String filter = query.get("filter");
        SortedMap<String, Long> stats = new TreeMap<>(view.stats());
        stats.keySet().removeIf(name -> !name.contains(filter));
        return switch (query.get("format")) {
            case "", "text" -> AdminResponse.text(asText(stats));
            case "json" -> AdminResponse.json(200, asJson(stats));
            default -> AdminResponse.error(400, "format must be text or json, not \"" + query.get("format") + "\"");
        };
    }

    private static String asText(SortedMap<String, Long> stats) {
        StringBuilder lines = new StringBuilder();
        stats.forEach(
                (name, value) -> lines.append(name).append(": ").append(value).append('\n'));
        return lines.toString();
    }

    private static ObjectNode asJson(SortedMap<String, Long> stats) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode rows = root.putArray("stats");
        stats.forEach((name, value) -> rows.addObject().put("name", name).put("value", value));
        return root;
    }
}
