package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.store.TransitionJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events to the addresses that their Rollouts name, as JSON by POST. One after the other on a thread of its own, each up to
 * {@value #TRIES} times; what waits is bounded, and what does not fit is dropped and counted. Any 2xx answer is a success.
 */
public final class Webhooks implements RolloutListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int TRIES = 3;
    private static final int MAX_WAITING = 1000;
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, List<Plan.Hook>> hooks = new ConcurrentHashMap<>();
    private final LongAdder dropped = new LongAdder();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread sender = new Thread(task, "fairlead-webhooks");
                sender.setDaemon(true);
                return sender;
            });

    /** Sends nothing until a Rollout with webhooks changes. */
    public Webhooks() {
        thread.allowCoreThreadTimeOut(true);
    }

    /** How many events could not be sent. */
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void changed(Transition transition) {
        RunState state = transition.after();
        hooks.put(state.plan().name(), state.plan().hooks());
        for (Transition.Notice notice : transition.notices()) {
            send(new RolloutEvent(
                    transition.at(),
                    state.plan().name(),
                    state.run(),
                    notice.name(),
                    notice.text(),
                    state.phase(),
                    state.reason(),
                    state.weight()));
        }
    }

    @Override
    public void happened(RolloutEvent event) {
        // Sent with the transition, which also tells where to.
    }

    @Override
    public void asked(AuditEntry entry) {
        // Audit stays here.
    }

    private void send(RolloutEvent event) {
        for (Plan.Hook hook : hooks.getOrDefault(event.rollout(), List.of())) {
            if (!hook.events().isEmpty() && !hook.events().contains(event.name())) {
                continue;
            }
            try {
                thread.execute(() -> post(hook.url(), event));
            } catch (RejectedExecutionException e) {
                dropped.increment();
            }
        }
    }

    private void post(String url, RolloutEvent event) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(TransitionJson.write(event)))
                .build();
        String problem = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= SUCCESS && status < REDIRECT) {
                    return;
                }
                problem = "status " + status;
            } catch (IOException e) {
                problem = e.toString();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        dropped.increment();
        LOG.warn("rollout.webhook.failed url={} event={} reason={}", url, event.name(), problem);
    }

    /** Sends nothing more. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
