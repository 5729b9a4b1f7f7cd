package io.fairlead.rollout.convert;

import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.List;

/** A Rollout being written, and what is found to differ on the way. */
final class Draft {
    private final PlainObject origin;
    private final List<String> routes = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private final List<String> guards = new ArrayList<>();
    private final List<String> hooks = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private String stable = "{}";
    private String candidate = "{}";
    private boolean atOnce;

    Draft(PlainObject origin) {
        this.origin = origin;
    }

    void differs(String sentence) {
        report.add(sentence);
    }

    void route(String virtualService, List<String> rules) {
        routes.add("{virtualService: " + quote(virtualService)
                + (rules.isEmpty()
                        ? ""
                        : ", http: ["
                                + String.join(
                                        ", ", rules.stream().map(Draft::quote).toList()) + "]")
                + "}");
    }

    void versions(String stableVersion, String candidateVersion) {
        stable = stableVersion;
        candidate = candidateVersion;
    }

    static String version(String host, String subset) {
        return "{host: " + quote(host) + (subset.isEmpty() ? "" : ", subset: " + quote(subset)) + "}";
    }

    void atOnce() {
        atOnce = true;
    }

    void step(String fields) {
        steps.add("{" + fields + "}");
    }

    void guard(String fields) {
        guards.add("{" + fields + "}");
    }

    void hook(String url) {
        hooks.add("{url: " + quote(url) + "}");
    }

    /** A text as YAML has it in a flow. */
    static String quote(String text) {
        return "'" + text.replace("'", "''").replace("\r", "").strip().replace("\n", " ") + "'";
    }

    Converted finish() {
        StringBuilder yaml = new StringBuilder("apiVersion: fairlead.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: ")
                .append(quote(origin.metadata().name()))
                .append("\n  namespace: ")
                .append(quote(origin.metadata().namespace()))
                .append("\nspec:\n  routes:\n");
        routes.forEach(route -> yaml.append("  - ").append(route).append('\n'));
        yaml.append("  stable: ")
                .append(stable)
                .append("\n  candidate: ")
                .append(candidate)
                .append('\n');
        if (atOnce) {
            yaml.append("  blueGreen: {bake: {duration: 5m}}\n");
        } else {
            yaml.append("  canary:\n    steps:\n");
            steps.forEach(step -> yaml.append("    - ").append(step).append('\n'));
        }
        list(yaml, "guards", guards);
        list(yaml, "webhooks", hooks);
        String name = origin.kind().name() + " " + origin.metadata().namespace() + "/"
                + origin.metadata().name();
        return new Converted(name, yaml.toString(), report);
    }

    private static void list(StringBuilder yaml, String name, List<String> elements) {
        if (!elements.isEmpty()) {
            yaml.append("  ").append(name).append(":\n");
            elements.forEach(each -> yaml.append("  - ").append(each).append('\n'));
        }
    }
}
