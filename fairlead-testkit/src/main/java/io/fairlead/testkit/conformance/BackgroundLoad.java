package io.fairlead.testkit.conformance;

import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.time.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Sends requests until it is stopped, while the steps of a case go on. */
final class BackgroundLoad {
    private static final Duration GAP = Duration.ofMillis(2);
    private static final int DEFAULT_CONCURRENCY = 2;
    /** Keeps the load out of the backends' log, which belongs to the steps. */
    private static final List<Field> UNLOGGED = List.of(new Field("x-echo-nolog", "1"));

    private final Step.Exchange exchange;
    private final Set<Integer> statuses = new TreeSet<>();
    private final Set<String> backends = new TreeSet<>();
    private final Crowd crowd;
    private int total;
    private int failed;
    private volatile boolean stopped;

    private BackgroundLoad(Step.Exchange exchange) {
        this.exchange = exchange;
        int concurrency = exchange.repetition().concurrency();
        this.crowd = new Crowd(concurrency > 0 ? concurrency : DEFAULT_CONCURRENCY, this::sendUntilStopped);
    }

    static BackgroundLoad start(Step.Exchange exchange) {
        return new BackgroundLoad(exchange);
    }

    /** Stops it and tells what it saw. */
    Observation.Background stop() {
        stopped = true;
        crowd.await();
        return seen();
    }

    private synchronized Observation.Background seen() {
        return new Observation.Background(failed, List.copyOf(statuses), List.copyOf(backends), total);
    }

    private void sendUntilStopped() {
        RequestMaker maker = new RequestMaker(exchange);
        try (Sender sender =
                new Sender(exchange.connection(), exchange.connection().source())) {
            for (int i = 0; !stopped; i++) {
                if (exchange.repetition().newConnections()) {
                    sender.disconnect();
                }
                count(sender.send(maker.make(i, i, UNLOGGED)).reply());
                Pause.of(GAP);
            }
        }
    }

    private synchronized void count(Observation.Reply reply) {
        total++;
        if (!reply.error().isEmpty() || reply.status() >= 500) {
            failed++;
        }
        statuses.add(reply.status());
        if (!reply.backend().isEmpty()) {
            backends.add(reply.backend());
        }
    }
}
