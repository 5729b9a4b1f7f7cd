package io.fairlead.validate;

import io.fairlead.resource.Rollout;
import io.fairlead.resource.Rollout.Guard;
import io.fairlead.resource.Rollout.Margin;
import io.fairlead.resource.Rollout.Proof;
import io.fairlead.resource.Rollout.Source;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on the guards of Rollouts. */
final class RolloutGuardRules {
    private static final int MOST_GUARDS = 50;
    private static final int MOST_LOOKS = 50;

    private RolloutGuardRules() {}

    static void check(Field field, Rollout rollout) {
        List<Guard> guards = rollout.guards();
        if (guards.isEmpty()) {
            field.warn("Nothing is measured; only a failure of nearly every request stops the run.", "Write guards.");
        }
        if (guards.size() > MOST_GUARDS) {
            field.error("There are " + guards.size() + " guards.", "Use " + MOST_GUARDS + " at most.");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < guards.size(); i++) {
            Guard guard = guards.get(i);
            Field at = field.index(i);
            if (!RolloutRules.isName(guard.name())) {
                at.field("name")
                        .error(Texts.quote(guard.name()) + " cannot name a guard.", "Use letters, digits and hyphens.");
            } else if (!names.add(guard.name())) {
                at.field("name").error(Texts.quote(guard.name()) + " occurs twice.", "Rename one of the two.");
            }
            source(at, guard);
            comparison(at, guard);
        }
    }

    private static void source(Field at, Guard guard) {
        Source source = guard.source();
        if (source == null) {
            at.error("The guard has no source.", "Write errors, slow, prometheus or http.");
        } else if (source instanceof Source.OfErrors errors) {
            int from = errors.errors().fromStatus();
            if (from != 0 && (from < 400 || from > 599)) {
                at.field("errors").field("fromStatus").error(from + " is no status of a failure.", "Use 400 to 599.");
            }
        } else if (source instanceof Source.OfSlow slow) {
            if (slow.slow().than() == null) {
                at.field("slow").field("than").error("There is no limit.", "Write a duration.");
            }
            CommonRules.duration(at.field("slow").field("than"), slow.slow().than());
        } else if (source instanceof Source.OfPrometheus prometheus) {
            Rollout.Prometheus query = prometheus.prometheus();
            Field field = at.field("prometheus");
            RolloutRules.url(field.field("address"), query.address());
            CommonRules.duration(field.field("interval"), query.interval());
            CommonRules.duration(field.field("lag"), query.lag());
            numbers(field, new Numbers(query.total(), query.bad(), query.value()), guard);
        } else if (source instanceof Source.OfHttp http) {
            Rollout.HttpJson query = http.http();
            Field field = at.field("http");
            RolloutRules.url(
                    field.field("url"), query.url().replace("$SUBSET", "s").replace("$HOST", "h"));
            CommonRules.duration(field.field("interval"), query.interval());
            CommonRules.duration(field.field("lag"), query.lag());
            numbers(field, new Numbers(query.total(), query.bad(), query.value()), guard);
        } else {
            throw new AssertionError("no rules for " + source.getClass());
        }
    }

    /** What a query asks for. */
    private record Numbers(String total, String bad, String value) {}

    private static void numbers(Field field, Numbers numbers, Guard guard) {
        boolean counts = !numbers.total().isEmpty() && !numbers.bad().isEmpty();
        boolean someCounts = !numbers.total().isEmpty() || !numbers.bad().isEmpty();
        boolean value = !numbers.value().isEmpty();
        if (value == someCounts || someCounts != counts) {
            field.error("It is not clear what to ask for.", "Write total and bad, or value alone.");
        } else if (value && guard.threshold() == null) {
            field.field("value").error("One number cannot be compared.", "Write a threshold, or total and bad.");
        }
    }

    private static void comparison(Field at, Guard guard) {
        Rollout.Threshold threshold = guard.threshold();
        if (threshold != null && threshold.min() == null && threshold.max() == null) {
            at.field("threshold").error("There is no limit.", "Write min or max.");
        }
        if (threshold != null && guard.margin() != null) {
            at.error("A guard has fixed limits or a margin.", "Remove threshold or margin.");
        }
        margin(at.field("margin"), guard.margin());
        if (guard.proof() == Proof.REQUIRED && (guard.margin() == null || isZero(guard.margin()))) {
            at.field("proof").error("Without a margin nothing can be proved.", "Write a margin above 0.");
        }
        if (RolloutRules.isPlanned(guard.judge()) && guard.minSamples() < 10) {
            at.field("minSamples")
                    .error("The judge needs the planned number of samples.", "Write minSamples, 10 or more.");
        }
        if (guard.looks() < 0 || guard.looks() > MOST_LOOKS) {
            at.field("looks").error(guard.looks() + " looks cannot be planned.", "Use 1 to " + MOST_LOOKS + ".");
        }
    }

    private static boolean isZero(Margin margin) {
        Double size = margin.relative() == null ? margin.absolute() : margin.relative();
        return size == null || size == 0;
    }

    private static void margin(Field field, @Nullable Margin margin) {
        if (margin == null) {
            return;
        }
        if ((margin.relative() == null) == (margin.absolute() == null)) {
            field.error("A margin is either relative or absolute.", "Write one of them.");
        }
        Double size = margin.relative() == null ? margin.absolute() : margin.relative();
        if (size != null && size < 0) {
            field.error(size + " is negative.", "Use 0 or more.");
        }
    }
}
