package io.fairlead.rollout.metric;

import io.fairlead.rollout.metric.Reading.Missing.Kind;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.spec.Version;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.JsonNode;

/**
 * Asks a Prometheus server by instant queries, for the time {@code lag} ago, when its numbers are complete. Source: Prometheus,
 * "HTTP API", {@code /api/v1/query}.
 *
 * <p>An empty result is no data; several series where no segment label tells them apart are ambiguous, and never is one of
 * them taken; NaN and infinity are not numbers; a 4xx answer means that the query is wrong, anything else that is not a success
 * that the server is down.
 */
public final class PrometheusSource implements MetricSource {
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final SourcePlan.Prometheus plan;
    private final HttpFetch http;
    private final InstantSource clock;
    private final VersionNumbers numbers = new VersionNumbers();

    /** Asks as a plan says; the clock is only used for the time that is asked about. */
    public PrometheusSource(SourcePlan.Prometheus plan, HttpFetch http, InstantSource clock) {
        this.plan = plan;
        this.http = http;
        this.clock = clock;
    }

    /** Thrown to carry a reading out of a chain of answers. */
    private static final class NoNumber extends RuntimeException {
        private final transient Reading.Missing reading;

        NoNumber(Kind kind, String detail) {
            super(detail, null, false, false);
            reading = new Reading.Missing(kind, detail);
        }
    }

    @Override
    public void restart() {
        numbers.clear();
    }

    @Override
    public CompletableFuture<Reading> read(Release release) {
        Instant at = clock.instant().minus(plan.lag());
        CompletableFuture<Reading> reading = plan.value().isEmpty()
                ? totals(release.stable(), at)
                        .thenCombine(
                                totals(release.candidate(), at),
                                (baseline, candidate) -> numbers.reading(baseline, candidate))
                : ask(plan.value(), release.candidate(), at).thenApply(PrometheusSource::single);
        return reading.exceptionally(PrometheusSource::explained);
    }

    private static Reading explained(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof NoNumber none ? none.reading : HttpFetch.missing(cause);
    }

    private static Reading single(Map<String, Double> results) {
        Double value = results.get("");
        if (value == null) {
            throw new NoNumber(Kind.NO_DATA, "the query has no result");
        }
        return new Reading.Value(value);
    }

    private CompletableFuture<VersionNumbers.Totals> totals(Version version, Instant at) {
        return ask(plan.total(), version, at).thenCombine(ask(plan.bad(), version, at), VersionNumbers.Totals::new);
    }

    /** The results of a query about a version, by the segment label. */
    private CompletableFuture<Map<String, Double>> ask(String query, Version version, Instant at) {
        String text = query.replace("$SUBSET", version.subset()).replace("$HOST", version.host());
        String time =
                at.getEpochSecond() + "." + String.format(java.util.Locale.ROOT, "%03d", at.getNano() / 1_000_000);
        String base = plan.address().endsWith("/") ? plan.address() : plan.address() + "/";
        URI address = URI.create(
                base + "api/v1/query?query=" + URLEncoder.encode(text, StandardCharsets.UTF_8) + "&time=" + time);
        return http.get(address).thenApply(this::results);
    }

    private Map<String, Double> results(HttpFetch.Answer answer) {
        JsonNode body = answer.body();
        if (answer.status() >= BAD_REQUEST && answer.status() < SERVER_ERROR) {
            throw new NoNumber(Kind.BAD_QUERY, body.path("error").asString("status " + answer.status()));
        }
        if (!body.path("status").asString("").equals("success")) {
            throw new NoNumber(Kind.PROVIDER_DOWN, body.path("error").asString("status " + answer.status()));
        }
        JsonNode data = body.path("data");
        String type = data.path("resultType").asString("");
        Map<String, Double> results = new TreeMap<>();
        if (type.equals("scalar")) {
            results.put("", number(data.path("result").path(1)));
        } else if (type.equals("vector")) {
            vector(data.path("result"), results);
        } else {
            throw new NoNumber(Kind.BAD_QUERY, "the result is a " + type + ", not a vector or scalar");
        }
        return results;
    }

    private void vector(JsonNode series, Map<String, Double> results) {
        if (plan.segmentLabel().isEmpty() && series.size() > 1) {
            throw new NoNumber(Kind.AMBIGUOUS, "ambiguous result: " + series.size() + " series where one is expected");
        }
        for (JsonNode each : series) {
            String label = plan.segmentLabel().isEmpty()
                    ? ""
                    : each.path("metric").path(plan.segmentLabel()).asString("");
            if (results.put(label, number(each.path("value").path(1))) != null) {
                throw new NoNumber(
                        Kind.AMBIGUOUS, "ambiguous result: two series for " + plan.segmentLabel() + "=" + label);
            }
        }
    }

    private static double number(JsonNode text) {
        double value;
        try {
            value = Double.parseDouble(text.asString("NaN"));
        } catch (NumberFormatException e) {
            value = Double.NaN; // "+Inf" and "-Inf", as the server writes infinity
        }
        if (!Double.isFinite(value)) {
            throw new NoNumber(Kind.NOT_A_NUMBER, "the result is " + text.asString("missing"));
        }
        return value;
    }
}
