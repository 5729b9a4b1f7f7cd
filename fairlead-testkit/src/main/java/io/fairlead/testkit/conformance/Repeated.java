package io.fairlead.testkit.conformance;

import io.fairlead.testkit.conformance.Sender.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends the same request many times and counts the outcomes. */
final class Repeated {
    private final Step.Exchange exchange;
    private final RequestMaker maker;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<Integer, Set<String>> backendsByKey = new HashMap<>();

    Repeated(Step.Exchange exchange) {
        this.exchange = exchange;
        this.maker = new RequestMaker(exchange);
    }

    /** Sends them all. */
    Observation.Load run() {
        Step.Repetition repetition = exchange.repetition();
        new Crowd(Math.max(1, repetition.concurrency()), this::sendSome).await();
        return repetition.stick() > 0
                ? new Observation.Load(repetition.count(), Map.of(), sticky())
                : new Observation.Load(repetition.count(), counts, null);
    }

    /** Takes one number after the other over one connection until they are used up. */
    private void sendSome() {
        Step.Repetition repetition = exchange.repetition();
        try (Sender sender =
                new Sender(exchange.connection(), exchange.connection().source())) {
            for (int i = next.getAndIncrement(); i < repetition.count(); i = next.getAndIncrement()) {
                int key = repetition.stick() > 0 ? i % repetition.stick() : i;
                if (repetition.newConnections()) {
                    sender.disconnect();
                }
                sender.source(RequestMaker.expand(exchange.connection().source(), i, key));
                count(key, sender.send(maker.make(i, key, List.of())));
            }
        }
    }

    private synchronized void count(int key, Outcome outcome) {
        Observation.Reply reply = outcome.reply();
        String name = (reply.backend().isEmpty() ? "-" : reply.backend()) + ":"
                + (reply.error().isEmpty() ? Integer.toString(reply.status()) : reply.error());
        Duration slow = exchange.repetition().slowOver();
        if (!slow.isZero()) {
            name += outcome.elapsed().compareTo(slow) > 0 ? "/slow" : "/fast";
        }
        counts.merge(name, 1, Integer::sum);
        if (exchange.repetition().stick() > 0) {
            backendsByKey.computeIfAbsent(key, k -> new HashSet<>()).add(reply.backend());
        }
    }

    private synchronized Observation.Sticky sticky() {
        Set<String> all = new HashSet<>();
        backendsByKey.values().forEach(all::addAll);
        boolean moved = backendsByKey.values().stream().anyMatch(backends -> backends.size() > 1);
        return new Observation.Sticky(moved ? "some" : "none", all.size());
    }
}
