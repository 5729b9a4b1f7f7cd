package io.fairlead.server.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A run as text: where it stands, its steps, and what its guards have seen. */
final class RolloutView {
    private static final Map<String, String> MARKS = Map.of(
            "PENDING", "…",
            "PROGRESSING", "▶",
            "HOLDING", "?",
            "GATED", "⧖",
            "PAUSED", "॥",
            "BAKING", "♨",
            "PROMOTED", "✔",
            "ROLLED_BACK", "✖",
            "SUPERSEDED", "⤼");

    private final JsonNode state;
    private final StringBuilder text = new StringBuilder();

    private RolloutView(JsonNode state) {
        this.state = state;
    }

    /** The view of a run as the admin address gives it. */
    static String of(JsonNode state) {
        RolloutView view = new RolloutView(state);
        view.head();
        view.steps();
        view.guards();
        return view.text.toString();
    }

    /** Hundredths of a percent as people write them. */
    static String percent(int weight) {
        return BigDecimal.valueOf(weight, 2).stripTrailingZeros().toPlainString() + " %";
    }

    private void line(String label, String value) {
        text.append(String.format(Locale.ROOT, "%-10s %s%n", label, value));
    }

    private void head() {
        JsonNode plan = state.path("plan");
        JsonNode release = plan.path("release");
        String phase = state.path("phase").asString();
        line("Name", plan.path("name").asString());
        line(
                "Run",
                state.path("run").asInt() + ": " + version(release.path("stable")) + " -> "
                        + version(release.path("candidate"))
                        + (release.path("revision").asString("").isEmpty()
                                ? ""
                                : ", revision " + release.path("revision").asString()));
        line(
                "Status",
                MARKS.getOrDefault(phase, " ") + " " + phase + " ("
                        + state.path("reason").asString() + ")");
        line("Message", state.path("message").asString());
        line(
                "Weight",
                percent(state.path("weight").asInt())
                        + (state.path("inForce").asBoolean() ? ", in force" : ", ordered"));
    }

    private static String version(JsonNode version) {
        String subset = version.path("subset").asString("");
        return subset.isEmpty() ? version.path("host").asString() : subset;
    }

    private void steps() {
        int weight = state.path("weight").asInt();
        StringBuilder steps = new StringBuilder();
        for (JsonNode step : state.path("plan").path("steps")) {
            int each = step.path("weight").asInt();
            String mark = each < weight ? "✔" : each == weight ? "▶" : "·";
            steps.append(mark).append(' ').append(percent(each)).append("   ");
        }
        line("Steps", steps.toString().strip());
        JsonNode step = state.path("step");
        String time = Duration.parse(state.path("clocks").path("step").asString("PT0S"))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        String seen = state.path("traffic").path("candidate").asLong() + " requests of the candidate, "
                + state.path("traffic").path("baseline").asLong() + " of the baseline";
        if (step.isObject()) {
            line(
                    "Step",
                    time + " of " + step.path("duration").asString() + "; " + seen + ", wanted "
                            + step.path("minSamples").asLong());
        } else {
            line("Step", time + "; " + seen);
        }
        if (state.path("approvals").size() > 0) {
            line("Approved", state.path("approvals").toString());
        }
    }

    private void guards() {
        text.append(String.format(Locale.ROOT, "%n%-16s %-13s %s%n", "GUARD", "VERDICT", "EVIDENCE"));
        for (JsonNode guard : state.path("plan").path("guards")) {
            String name = guard.path("name").asString();
            JsonNode known = state.path("guards").path(name);
            JsonNode verdict = known.path("verdict");
            JsonNode missing = known.path("missing");
            String outcome = missing.isObject()
                    ? missing.path("kind").asString()
                    : verdict.path("outcome").asString("-");
            String why = missing.isObject()
                    ? missing.path("detail").asString()
                    : verdict.path("reasons").path(0).asString("");
            text.append(String.format(Locale.ROOT, "%-16s %-13s %s%n", name, outcome, why));
            JsonNode interval = verdict.path("interval");
            if (interval.isObject()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-30s %s between %s and %s%n",
                        "",
                        interval.path("what").asString(),
                        number(interval.path("low")),
                        number(interval.path("high"))));
            }
        }
    }

    private static String number(JsonNode node) {
        return node.isNumber() ? String.format(Locale.ROOT, "%.4g", node.doubleValue()) : node.asString("?");
    }
}
