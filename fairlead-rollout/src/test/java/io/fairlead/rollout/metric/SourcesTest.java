package io.fairlead.rollout.metric;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fairlead.rollout.judge.Counts;
import io.fairlead.rollout.metric.Reading.Missing.Kind;
import io.fairlead.rollout.spec.Release;
import io.fairlead.rollout.spec.SourcePlan;
import io.fairlead.rollout.spec.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sources against a web server that answers as told. */
class SourcesTest {
    private static final Release RELEASE = new Release(
            new Version("shop.default.svc.cluster.local", "v1", 0),
            new Version("shop.default.svc.cluster.local", "v2", 0),
            "");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private int status = 200;
    private HttpServer server;
    private HttpFetch http;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getRawQuery();
            String key = query == null
                    ? exchange.getRequestURI().getPath()
                    : URLDecoder.decode(query, StandardCharsets.UTF_8);
            asked.add(key);
            String name = key.startsWith("query=") ? key.substring(6, key.indexOf("&time=")) : key;
            byte[] body = answers.getOrDefault(name, "{}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        http = new HttpFetch(threads);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private PrometheusSource prometheus(String total, String bad, String value, String label) {
        return new PrometheusSource(
                new SourcePlan.Prometheus(
                        address(), total, bad, value, label, Duration.ofSeconds(15), Duration.ofSeconds(60)),
                http,
                InstantSource.fixed(NOW));
    }

    private PrometheusSource rate() {
        return prometheus("", "", "rate", "");
    }

    private static String vector(String... results) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + String.join(",", results)
                + "]}}";
    }

    private static String sample(String labels, String value) {
        return "{\"metric\":{" + labels + "},\"value\":[1772366400.123,\"" + value + "\"]}";
    }

    private static Kind kind(Reading reading) {
        return ((Reading.Missing) reading).kind();
    }

    @Test
    void oneSampleIsANumberAskedForAtTheTimeThatIsComplete() {
        answers.put("rate", vector(sample("", "0.25")));

        assertThat(rate().read(RELEASE).join()).isEqualTo(new Reading.Value(0.25));
        assertThat(asked)
                .containsExactly("query=rate&time=" + NOW.minusSeconds(60).getEpochSecond() + ".000");
    }

    @Test
    void aScalarIsANumber() {
        answers.put("rate", "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}");

        assertThat(rate().read(RELEASE).join()).isEqualTo(new Reading.Value(7));
    }

    @Test
    void whatIsNoNumberHasItsReason() {
        answers.put("rate", vector());
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.NO_DATA);
        answers.put("rate", vector(sample("", "NaN")));
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.NOT_A_NUMBER);
        answers.put("rate", vector(sample("", "+Inf")));
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.NOT_A_NUMBER);
        answers.put("rate", vector(sample("\"pod\":\"a\"", "1"), sample("\"pod\":\"b\"", "2")));
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.AMBIGUOUS);
        answers.put("rate", "not json");
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.PROVIDER_DOWN);
        status = 400;
        answers.put("rate", "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}");
        Reading refused = rate().read(RELEASE).join();
        assertThat(refused).isEqualTo(new Reading.Missing(Kind.BAD_QUERY, "parse error"));
        status = 503;
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.PROVIDER_DOWN);
        server.stop(0);
        assertThat(kind(rate().read(RELEASE).join())).isEqualTo(Kind.PROVIDER_DOWN);
    }

    private void counters(String subset, String total, String bad) {
        answers.put("all{v=\"" + subset + "\"}", vector(sample("", total)));
        answers.put("bad{v=\"" + subset + "\"}", vector(sample("", bad)));
    }

    @Test
    void countersBecomeWhatWasCountedInBetween() {
        PrometheusSource source = prometheus("all{v=\"$SUBSET\"}", "bad{v=\"$SUBSET\"}", "", "");
        counters("v1", "1000", "5");
        counters("v2", "100", "1");
        assertThat(source.read(RELEASE).join()).isEqualTo(new Reading.Rates(Map.of()));
        counters("v1", "1950", "9");
        counters("v2", "150", "3");
        assertThat(source.read(RELEASE).join()).isEqualTo(Reading.Rates.of(new Counts(950, 4), new Counts(50, 2)));

        source.restart();
        counters("v1", "2950", "9");
        assertThat(source.read(RELEASE).join()).isEqualTo(new Reading.Rates(Map.of()));
    }

    @Test
    void restartsOfTheCandidateNeitherGiveNegativeCountsNorInventRequests() {
        VersionNumbers numbers = new VersionNumbers();
        long total = 0;
        long counter = 0;
        Counts seen = Counts.NONE;
        for (int i = 0; i < 1000; i++) {
            counter = i == 200 || i == 500 || i == 800 ? counter / 5 : counter + 100;
            total += 100;
            Reading.Rates rates = (Reading.Rates) numbers.reading(
                    new VersionNumbers.Totals(Map.of("", 900.0 * i), Map.of()),
                    new VersionNumbers.Totals(Map.of("", (double) counter), Map.of()));
            for (Reading.Rates.Pair pair : rates.segments().values()) {
                seen = seen.plus(pair.candidate());
            }
        }
        assertThat((double) seen.requests()).isBetween(total * 0.99, (double) total);
    }

    @Test
    void aLabelTellsSegmentsApart() {
        PrometheusSource source = prometheus("all", "bad", "", "region");
        for (int look = 1; look <= 2; look++) {
            answers.put("all", vector(sample("\"region\":\"a\"", look + "00"), sample("\"region\":\"b\"", look + "0")));
            answers.put("bad", vector(sample("\"region\":\"b\"", String.valueOf(look))));
            Reading reading = source.read(RELEASE).join();
            if (look == 2) {
                Reading.Rates rates = (Reading.Rates) reading;
                assertThat(rates.segments().get("a"))
                        .isEqualTo(new Reading.Rates.Pair(new Counts(100, 0), new Counts(100, 0)));
                assertThat(rates.segments().get("b"))
                        .isEqualTo(new Reading.Rates.Pair(new Counts(10, 1), new Counts(10, 1)));
            }
        }
    }

    private HttpJsonSource json(String total, String bad, String value, String time) {
        return new HttpJsonSource(
                new SourcePlan.HttpJson(
                        address() + "/kpi/$SUBSET",
                        total,
                        bad,
                        value,
                        time,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(60)),
                http,
                InstantSource.fixed(NOW));
    }

    @Test
    void aJsonDocumentGivesAValueOrAReason() {
        HttpJsonSource source = json("", "", "/orders/rate", "/at");
        answers.put("/kpi/v2", "{\"at\": \"2026-03-01T11:59:30Z\", \"orders\": {\"rate\": 12.5}}");
        assertThat(source.read(RELEASE).join()).isEqualTo(new Reading.Value(12.5));
        answers.put("/kpi/v2", "{\"at\": \"2026-03-01T11:50:00Z\", \"orders\": {\"rate\": 12.5}}");
        assertThat(kind(source.read(RELEASE).join())).isEqualTo(Kind.STALE);
        answers.put("/kpi/v2", "{\"at\": \"2026-03-01T11:59:30Z\", \"orders\": {}}");
        assertThat(kind(source.read(RELEASE).join())).isEqualTo(Kind.NO_DATA);
        answers.put("/kpi/v2", "{\"at\": \"2026-03-01T11:59:30Z\", \"orders\": {\"rate\": \"many\"}}");
        assertThat(kind(source.read(RELEASE).join())).isEqualTo(Kind.NOT_A_NUMBER);
        answers.put("/kpi/v2", "{\"orders\": {\"rate\": 1}}");
        assertThat(kind(source.read(RELEASE).join())).isEqualTo(Kind.BAD_QUERY);
        status = 500;
        assertThat(kind(source.read(RELEASE).join())).isEqualTo(Kind.PROVIDER_DOWN);
    }

    @Test
    void aJsonDocumentGivesCounts() {
        HttpJsonSource source = json("/all", "/lost", "", "");
        answers.put("/kpi/v1", "{\"all\": 1000, \"lost\": 10}");
        answers.put("/kpi/v2", "{\"all\": 10, \"lost\": 0}");
        assertThat(source.read(RELEASE).join()).isEqualTo(new Reading.Rates(Map.of()));
        answers.put("/kpi/v1", "{\"all\": 1900, \"lost\": 19}");
        answers.put("/kpi/v2", "{\"all\": 110, \"lost\": 4}");

        assertThat(source.read(RELEASE).join()).isEqualTo(Reading.Rates.of(new Counts(900, 9), new Counts(100, 4)));
    }
}
