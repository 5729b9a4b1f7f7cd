package io.fairlead.rollout.convert;

import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Resource;
import io.fairlead.store.PlainObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Argo's {@code Rollout} with its {@code AnalysisTemplate}s. Source: Argo Rollouts, "Specification". */
final class ArgoImport {
    private static final List<String> OPERATORS = List.of(">=", "<=", ">", "<");

    private final PlainObject rollout;
    private final Map<String, PlainObject> templates;
    private final List<Resource<DestinationRule>> rules;
    private final Draft draft;
    private final List<Step> steps = new ArrayList<>();

    /** A step being collected from setWeight and what follows it. */
    private static final class Step {
        private final int weight;
        private String duration = "";
        private String gate = "";

        Step(int weight) {
            this.weight = weight;
        }
    }

    ArgoImport(PlainObject rollout, Map<String, PlainObject> templates, List<Resource<DestinationRule>> rules) {
        this.rollout = rollout;
        this.templates = templates;
        this.rules = rules;
        this.draft = new Draft(rollout);
    }

    Converted convert() {
        if (!rollout.texts("spec", "strategy", "blueGreen").isEmpty()) {
            blueGreen();
            return draft.finish();
        }
        routing();
        for (Map<?, ?> step : rollout.items("spec", "strategy", "canary", "steps")) {
            step(step);
        }
        for (Step step : steps) {
            draft.step("weight: " + step.weight
                    + (step.duration.isEmpty() ? "" : ", duration: " + step.duration)
                    + step.gate);
        }
        if (steps.isEmpty() || steps.get(steps.size() - 1).weight != 100) {
            draft.step("weight: 100");
        }
        for (Map<?, ?> template : rollout.items("spec", "strategy", "canary", "analysis", "templates")) {
            analysis(String.valueOf(template.get("templateName")));
        }
        draft.differs("Pods are not created or scaled: both versions must be running.");
        return draft.finish();
    }

    private void blueGreen() {
        draft.atOnce();
        String active = rollout.text("spec", "strategy", "blueGreen", "activeService");
        String preview = rollout.text("spec", "strategy", "blueGreen", "previewService");
        draft.route(active, List.of());
        draft.versions(Draft.version(active, ""), Draft.version(preview, ""));
        draft.differs("Argo switches the selector of Service " + active + "; here a VirtualService named " + active
                + " must route to it.");
        draft.differs("pre- and postPromotionAnalysis are left out; write guards.");
    }

    private void routing() {
        String[] istio = {"spec", "strategy", "canary", "trafficRouting", "istio"};
        String service = rollout.text(with(istio, "virtualService", "name"));
        draft.route(service, names(with(istio, "virtualService")));
        String rule = rollout.text(with(istio, "destinationRule", "name"));
        if (rule.isEmpty()) {
            draft.versions(
                    Draft.version(rollout.text("spec", "strategy", "canary", "stableService"), ""),
                    Draft.version(rollout.text("spec", "strategy", "canary", "canaryService"), ""));
            return;
        }
        String host = rules.stream()
                .filter(each -> each.ref().name().equals(rule))
                .map(each -> each.spec().host())
                .findFirst()
                .orElse(rule);
        if (rules.stream().noneMatch(each -> each.ref().name().equals(rule))) {
            draft.differs("DestinationRule " + rule + " is not among the files: its name is taken for its host.");
        }
        draft.versions(
                Draft.version(host, rollout.text(with(istio, "destinationRule", "stableSubsetName"))),
                Draft.version(host, rollout.text(with(istio, "destinationRule", "canarySubsetName"))));
        draft.differs("Argo writes the pods' hash into the subsets; here they must select the versions by themselves.");
    }

    private static String[] with(String[] path, String... more) {
        String[] all = java.util.Arrays.copyOf(path, path.length + more.length);
        System.arraycopy(more, 0, all, path.length, more.length);
        return all;
    }

    private List<String> names(String... path) {
        Object value = rollout.content();
        for (String name : with(path, "routes")) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> names.add(String.valueOf(each)));
        }
        return names;
    }

    private void step(Map<?, ?> step) {
        Step last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
        if (step.get("setWeight") instanceof String weight) {
            int number = Integer.parseInt(weight);
            if (number <= (last == null ? 0 : last.weight)) {
                draft.differs("setWeight: " + weight + " does not grow and is left out.");
            } else {
                steps.add(new Step(number));
            }
        } else if (step.containsKey("pause")) {
            pause(step.get("pause") instanceof Map<?, ?> pause ? pause : Map.of(), last);
        } else if (step.get("analysis") instanceof Map<?, ?> analysis
                && analysis.get("templates") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> template) {
                    analysis(String.valueOf(template.get("templateName")));
                }
            }
            draft.differs("An analysis step becomes guards, which watch from the first step to the end.");
        } else {
            draft.differs("A step of " + step.keySet() + " is left out.");
        }
    }

    private void pause(Map<?, ?> pause, @Nullable Step last) {
        if (last == null) {
            draft.differs("A pause before the first weight is left out.");
        } else if (pause.get("duration") instanceof String duration) {
            boolean bare = duration.chars().allMatch(Character::isDigit);
            last.duration = bare ? duration + "s" : duration;
        } else {
            last.gate = ", gate: {approvals: 1}";
        }
    }

    private void analysis(String name) {
        PlainObject template = templates.get(name);
        if (template == null) {
            draft.differs("AnalysisTemplate " + name + " is not among the files: its metrics are left out.");
            return;
        }
        for (Map<?, ?> metric : template.items("spec", "metrics")) {
            metric(String.valueOf(metric.get("name")), metric);
        }
    }

    private void metric(String name, Map<?, ?> metric) {
        Object provider = metric.get("provider") instanceof Map<?, ?> written ? written.get("prometheus") : null;
        String success = metric.get("successCondition") instanceof String text ? limit(text, false) : "";
        String failure = metric.get("failureCondition") instanceof String text ? limit(text, true) : "";
        String limits = success.isEmpty() ? failure : success;
        if (!(provider instanceof Map<?, ?> prometheus) || limits.isEmpty()) {
            draft.differs("The metric " + name + " is left out: only Prometheus queries with a condition like"
                    + " 'result[0] >= 0.95' are taken.");
            return;
        }
        String query = String.valueOf(prometheus.get("query"));
        if (query.contains("{{")) {
            draft.differs("The query of " + name + " has arguments: write them out.");
        }
        draft.guard("name: " + Draft.quote(name) + ", prometheus: {address: "
                + Draft.quote(String.valueOf(prometheus.get("address"))) + ", value: " + Draft.quote(query)
                + "}, threshold: {" + limits + "}");
        draft.differs(
                "failureLimit and count of " + name + " have no counterpart: one bad value rolls back, none holds.");
    }

    /** The limit in a condition on {@code result[0]} or {@code result}; "" for anything else. */
    private static String limit(String condition, boolean failing) {
        for (String operator : OPERATORS) {
            int at = condition.indexOf(operator);
            if (at > 0) {
                String left = condition.substring(0, at).strip();
                String right = condition.substring(at + operator.length()).strip();
                boolean plain = left.equals("result") || left.equals("result[0]");
                boolean number = !right.isEmpty() && right.chars().allMatch(c -> c == '.' || Character.isDigit(c));
                if (!plain || !number) {
                    return "";
                }
                boolean floor = operator.startsWith(">") != failing;
                return (floor ? "min: " : "max: ") + right;
            }
        }
        return "";
    }
}
