package io.fairlead.rollout.convert;

import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Flagger's {@code Canary} with its {@code MetricTemplate}s. Source: Flagger, "How it works" and "Metrics analysis". */
final class FlaggerImport {
    private static final Set<String> SINGLE_FIELDS =
            Set.of("mirror", "sessionAffinity", "primaryReadyThreshold", "canaryReadyThreshold", "alerts", "match");
    private static final String INTERVAL = "60s";

    private final PlainObject canary;
    private final Map<String, PlainObject> templates;
    private final Draft draft;
    private final String service;

    FlaggerImport(PlainObject canary, Map<String, PlainObject> templates) {
        this.canary = canary;
        this.templates = templates;
        this.draft = new Draft(canary);
        String named = canary.text("spec", "service", "name");
        this.service = named.isEmpty() ? canary.text("spec", "targetRef", "name") : named;
    }

    Converted convert() {
        draft.route(service, List.of());
        draft.versions(Draft.version(service + "-primary", ""), Draft.version(service + "-canary", ""));
        draft.differs("Flagger copies the new version into " + service + "-primary at the end. Here traffic stays with "
                + service
                + "-canary, which is then the stable version of the next release; name versions by subsets instead.");
        boolean iterations = !canary.text("spec", "analysis", "iterations").isEmpty();
        if (iterations) {
            draft.atOnce();
            draft.differs("iterations becomes one switch with a bake time of 5m; Flagger tests before the switch.");
        } else {
            steps();
        }
        for (Map<?, ?> metric : canary.items("spec", "analysis", "metrics")) {
            metric(metric);
        }
        for (Map<?, ?> webhook : canary.items("spec", "analysis", "webhooks")) {
            webhook(webhook);
        }
        for (String field : new TreeSet<>(SINGLE_FIELDS)) {
            boolean written = !canary.text("spec", "analysis", field).isEmpty()
                    || !canary.texts("spec", "analysis", field).isEmpty()
                    || !canary.items("spec", "analysis", field).isEmpty();
            if (written) {
                draft.differs("analysis." + field + " is left out"
                        + (field.equals("sessionAffinity")
                                ? ": use the annotation fairlead.io/sticky-split on the VirtualService."
                                : field.equals("match")
                                        ? ": write a rule with the match in the VirtualService."
                                        : "."));
            }
        }
        draft.differs("analysis.threshold counts failed checks; here a guard fails once it is certain.");
        return draft.finish();
    }

    private void steps() {
        String written = canary.text("spec", "analysis", "interval");
        String interval = written.isEmpty() ? INTERVAL : written;
        for (int weight : weights()) {
            if (weight < 100) {
                draft.step("weight: " + weight + ", duration: " + interval + gate(weight));
            }
        }
        draft.step("weight: 100, duration: " + interval);
    }

    private String gate(int weight) {
        List<Integer> weights = weights();
        boolean last = weights.get(weights.size() - 1) == weight;
        for (Map<?, ?> webhook : canary.items("spec", "analysis", "webhooks")) {
            Object type = webhook.get("type");
            if ("confirm-traffic-increase".equals(type) || last && "confirm-promotion".equals(type)) {
                return ", gate: {approvals: 1}";
            }
        }
        return "";
    }

    private List<Integer> weights() {
        List<Integer> weights = new ArrayList<>();
        if (canary.content().get("spec") instanceof Map<?, ?> spec
                && spec.get("analysis") instanceof Map<?, ?> analysis
                && analysis.get("stepWeights") instanceof List<?> list) {
            list.forEach(each -> weights.add(number(String.valueOf(each), 0)));
        } else {
            int step = Math.max(1, number(canary.text("spec", "analysis", "stepWeight"), 100));
            int most = number(canary.text("spec", "analysis", "maxWeight"), 100);
            for (int weight = step; weight < most + step && weight <= 100; weight += step) {
                weights.add(weight);
            }
        }
        weights.removeIf(weight -> weight <= 0);
        if (weights.isEmpty()) {
            weights.add(100);
        }
        return weights;
    }

    private static int number(String text, int otherwise) {
        try {
            return text.isEmpty() ? otherwise : (int) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private void metric(Map<?, ?> metric) {
        String name = String.valueOf(metric.get("name"));
        Map<?, ?> range = metric.get("thresholdRange") instanceof Map<?, ?> written ? written : Map.of();
        if (name.equals("request-success-rate") && range.get("min") instanceof String min) {
            double allowed = Math.round((100 - Double.parseDouble(min)) * 1e6) / 1e8;
            draft.guard("name: errors, errors: {}, minSamples: 100, threshold: {max: " + allowed + "}");
            draft.differs("request-success-rate is judged from 100 requests on, over the whole run.");
        } else if (name.equals("request-duration") && range.get("max") instanceof String max) {
            draft.guard("name: slow, slow: {than: " + max + "ms}, minSamples: 100, threshold: {max: 0.01}");
            draft.differs("request-duration becomes: at most 1 % of the requests take longer than " + max + " ms.");
        } else {
            custom(name, metric, range);
        }
    }

    private void custom(String name, Map<?, ?> metric, Map<?, ?> range) {
        Object ref = metric.get("templateRef") instanceof Map<?, ?> written ? written.get("name") : null;
        PlainObject template = ref == null ? null : templates.get(String.valueOf(ref));
        String address = template == null ? "" : template.text("spec", "provider", "address");
        if (template == null || !template.text("spec", "provider", "type").equals("prometheus") || range.isEmpty()) {
            draft.differs(
                    "The metric " + name + " is left out: only Prometheus templates with a thresholdRange are taken,"
                            + " and they must be among the files.");
            return;
        }
        String query = template.text("spec", "query")
                .replace("{{ namespace }}", canary.metadata().namespace())
                .replace("{{ target }}", canary.text("spec", "targetRef", "name"))
                .replace("{{ service }}", service)
                .replace("{{ name }}", canary.metadata().name())
                .replace("{{ interval }}", metric.get("interval") instanceof String interval ? interval : "1m");
        if (query.contains("{{")) {
            draft.differs("The query of " + name + " has variables that are not known here: write them out.");
        }
        StringBuilder limits = new StringBuilder();
        range.forEach((limit, value) -> limits.append(limits.isEmpty() ? "" : ", ")
                .append(limit)
                .append(": ")
                .append(value));
        draft.guard("name: " + Draft.quote(name) + ", prometheus: {address: " + Draft.quote(address) + ", value: "
                + Draft.quote(query) + "}, threshold: {" + limits + "}");
    }

    private void webhook(Map<?, ?> webhook) {
        String type = String.valueOf(webhook.get("type"));
        if (type.equals("event") && webhook.get("url") instanceof String url) {
            draft.hook(url);
            draft.differs("Events have Fairlead's form, not Flagger's.");
        } else if (type.equals("confirm-traffic-increase") || type.equals("confirm-promotion")) {
            draft.differs("The webhook " + webhook.get("name") + " becomes a gate: fairlead rollout approve.");
        } else {
            draft.differs("The webhook " + webhook.get("name") + " of type " + type + " is left out.");
        }
    }
}
