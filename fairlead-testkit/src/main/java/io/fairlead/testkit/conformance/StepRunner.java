package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Hit;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.conformance.Observation.Elapsed;
import io.fairlead.testkit.conformance.Observation.Facts;
import io.fairlead.testkit.conformance.Observation.Load;
import io.fairlead.testkit.conformance.Observation.Reply;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the steps of one case. */
final class StepRunner implements AutoCloseable {
    private static final Duration LOAD_STARTS = Duration.ofMillis(100);

    private final Fleet fleet;
    private final CaseRunner.Configuration configuration;
    private final RequestMaker.Jar jar = new RequestMaker.Jar();
    private final Map<String, Sender> kept = new HashMap<>();
    private final Map<String, String> backendOfStep = new HashMap<>();
    private @Nullable BackgroundLoad load;

    StepRunner(Fleet fleet, CaseRunner.Configuration configuration) {
        this.fleet = fleet;
        this.configuration = configuration;
    }

    /** Runs a step; empty if its request waits for a protocol that is not served yet. */
    Optional<Observation> run(Step step) {
        Boolean applied = act(step.actions());
        Facts facts = new Facts(null, Map.of(), applied, null);
        Step.Exchange exchange = step.exchange();
        if (step.actions().background() == Step.Background.STOP && load != null) {
            facts = new Facts(null, Map.of(), applied, load.stop());
            load = null;
        }
        if (exchange == null) {
            return Optional.of(Observation.NOTHING.with(facts));
        }
        if (!exchange.isReplayed()) {
            return Optional.empty();
        }
        if (step.actions().background() == Step.Background.START) {
            load = BackgroundLoad.start(exchange);
            Pause.of(LOAD_STARTS);
            return Optional.of(Observation.NOTHING.with(facts));
        }
        fleet.log().clear();
        return Optional.of(
                exchange.repetition().count() > 1 ? repeated(exchange, facts) : single(step, exchange, facts));
    }

    @Override
    public void close() {
        kept.values().forEach(Sender::close);
        if (load != null) {
            load.stop();
        }
    }

    private @Nullable Boolean act(Step.Actions actions) {
        if (!actions.sleep().isZero()) {
            Pause.of(actions.sleep());
        }
        actions.set().forEach(fleet::set);
        return actions.apply().isEmpty() ? null : configuration.awaitInForce(configuration.write(actions.apply()));
    }

    private Observation repeated(Step.Exchange exchange, Facts facts) {
        Stopwatch watch = Stopwatch.start();
        Load outcomes = new Repeated(exchange).run();
        Elapsed elapsed = Elapsed.of(watch.elapsed());
        settle(exchange);
        Map<String, Integer> counts = outcomes.sticky() == null ? fleet.log().counts() : Map.of();
        return new Observation(Reply.NONE, List.of(), counts, facts, outcomes, elapsed);
    }

    private Observation single(Step step, Step.Exchange exchange, Facts facts) {
        List<Field> cookies = exchange.request().jar() ? jar.header() : List.of();
        String source = RequestMaker.expand(exchange.connection().source(), 0, 0);
        Sender sender = exchange.connection().keep()
                ? kept.computeIfAbsent(exchange.connection().key(), key -> new Sender(exchange.connection(), source))
                : new Sender(exchange.connection(), source);
        RawRequest request = new RequestMaker(exchange).make(0, 0, cookies);
        Sender.Outcome outcome = exchange.connection().isConversation()
                ? new Conversation(exchange.connection(), source).hold(request)
                : sender.send(request);
        if (!exchange.connection().keep()) {
            sender.close();
        }
        settle(exchange);
        Reply reply = outcome.reply();
        if (exchange.request().jar()) {
            jar.store(reply.headers().getOrDefault("set-cookie", List.of()));
        }
        List<Hit> hits = new ArrayList<>(fleet.log().hits());
        hits.sort(Comparator.comparing(Hit::backend));
        Facts all = new Facts(sameBackend(step, reply), present(step.rules(), reply, hits), facts.applied(), null);
        Observation seen =
                new Observation(reply, hits, fleet.log().counts(), all, Load.NONE, Elapsed.of(outcome.elapsed()));
        return trimmed(step.rules(), seen);
    }

    private static void settle(Step.Exchange exchange) {
        if (!exchange.settle().isZero()) {
            Pause.of(exchange.settle());
        }
    }

    private @Nullable Boolean sameBackend(Step step, Reply reply) {
        if (!step.name().isEmpty()) {
            backendOfStep.put(step.name(), reply.backend());
        }
        String other = step.rules().sameAs();
        if (other.isEmpty()) {
            return null;
        }
        return !reply.backend().isEmpty() && reply.backend().equals(backendOfStep.get(other));
    }

    private static Map<String, Boolean> present(Step.Rules rules, Reply reply, List<Hit> hits) {
        Map<String, Boolean> present = new LinkedHashMap<>();
        for (String wanted : rules.present()) {
            int colon = wanted.indexOf(':');
            String name = wanted.substring(colon + 1);
            boolean there = wanted.startsWith("request:")
                    ? !hits.isEmpty() && !hits.get(0).header(name).isEmpty()
                    : reply.headers().containsKey(name);
            present.put(wanted, there);
        }
        return present;
    }

    /** Leaves out what is not compared, in the same way as the records do. */
    private static Observation trimmed(Step.Rules rules, Observation seen) {
        Reply reply = seen.reply();
        if (!rules.compareBody()) {
            reply = reply.withoutBody();
        }
        if (rules.sameAs().isEmpty() && !rules.anyBackend()) {
            return new Observation(reply, seen.hits(), seen.hitCounts(), seen.facts(), seen.load(), seen.elapsed());
        }
        int total =
                seen.hitCounts().values().stream().mapToInt(Integer::intValue).sum();
        return new Observation(
                reply.withAnyBackend(), List.of(), Map.of("total", total), seen.facts(), seen.load(), seen.elapsed());
    }
}
