package io.fairlead.rollout.metric;

import io.fairlead.rollout.metric.Reading.Missing.Kind;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.spec.Version;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;

/** Reads numbers out of a JSON document, for what only the business knows: orders, revenue, answers that helped. */
public final class HttpJsonSource implements MetricSource {
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;

    private final SourcePlan.HttpJson plan;
    private final HttpFetch http;
    private final InstantSource clock;
    private final VersionNumbers numbers = new VersionNumbers();

    /** Asks as a plan says; the clock tells how old numbers are. */
    public HttpJsonSource(SourcePlan.HttpJson plan, HttpFetch http, InstantSource clock) {
        this.plan = plan;
        this.http = http;
        this.clock = clock;
    }

    /** A document with numbers, or why there is none. */
    private record Document(JsonNode content, Reading.@org.jspecify.annotations.Nullable Missing missing) {}

    @Override
    public void restart() {
        numbers.clear();
    }

    @Override
    public CompletableFuture<Reading> read(Release release) {
        CompletableFuture<Reading> reading = plan.value().isEmpty()
                ? ask(release.stable()).thenCombine(ask(release.candidate()), this::counted)
                : ask(release.candidate()).thenApply(this::value);
        return reading.exceptionally(failure -> HttpFetch.missing(
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure));
    }

    private CompletableFuture<Document> ask(Version version) {
        String address = plan.url().replace("$SUBSET", version.subset()).replace("$HOST", version.host());
        return http.get(URI.create(address)).thenApply(this::checked);
    }

    private Document checked(HttpFetch.Answer answer) {
        if (answer.status() < SUCCESS || answer.status() >= REDIRECT) {
            return new Document(answer.body(), new Reading.Missing(Kind.PROVIDER_DOWN, "status " + answer.status()));
        }
        if (plan.time().isEmpty()) {
            return new Document(answer.body(), null);
        }
        String written = answer.body().at(plan.time()).asString("");
        try {
            Instant time = OffsetDateTime.parse(written).toInstant();
            boolean old = time.isBefore(clock.instant().minus(plan.lag()));
            return new Document(
                    answer.body(), old ? new Reading.Missing(Kind.STALE, "the numbers are of " + written) : null);
        } catch (DateTimeException e) {
            return new Document(
                    answer.body(), new Reading.Missing(Kind.BAD_QUERY, plan.time() + " is no time: " + written));
        }
    }

    private Reading counted(Document baseline, Document candidate) {
        Reading.Missing missing = candidate.missing() == null ? baseline.missing() : candidate.missing();
        if (missing != null) {
            return missing;
        }
        double[] all = {
            number(baseline, plan.total()),
            number(baseline, plan.bad()),
            number(candidate, plan.total()),
            number(candidate, plan.bad())
        };
        for (double each : all) {
            if (!Double.isFinite(each)) {
                return new Reading.Missing(Kind.NOT_A_NUMBER, "a count is missing or not a number");
            }
        }
        return numbers.reading(
                new VersionNumbers.Totals(Map.of("", all[0]), Map.of("", all[1])),
                new VersionNumbers.Totals(Map.of("", all[2]), Map.of("", all[3])));
    }

    private Reading value(Document candidate) {
        if (candidate.missing() != null) {
            return candidate.missing();
        }
        JsonNode node = candidate.content().at(plan.value());
        if (node.isMissingNode() || node.isNull()) {
            return new Reading.Missing(Kind.NO_DATA, plan.value() + " is not there");
        }
        double value = number(candidate, plan.value());
        return Double.isFinite(value)
                ? new Reading.Value(value)
                : new Reading.Missing(Kind.NOT_A_NUMBER, plan.value() + " is " + node);
    }

    private static double number(Document document, String pointer) {
        JsonNode node = document.content().at(pointer);
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }
}
