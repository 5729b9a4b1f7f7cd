package io.fairlead.server.release;

import io.fairlead.rollout.control.RolloutEngine;
import io.fairlead.rollout.machine.Command;
import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.store.TransitionJson;
import io.fairlead.server.admin.AdminPage;
import io.fairlead.server.admin.AdminRequest;
import io.fairlead.server.admin.AdminResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /rollouts}: all runs; {@code /rollouts/NAMESPACE/NAME}: one, and {@code .../history} how it came there. {@code POST}
 * to {@code .../VERB}, with {@code {"why": ...}} as the body, asks for something in the name of {@code X-Fairlead-User}.
 */
public final class RolloutsPage implements AdminPage {
    private static final String ROOT = "/rollouts";
    private static final String HISTORY = "history";
    private static final String JSON = "application/json; charset=utf-8";
    private static final int MAX_WHY = 2000;
    private static final long WAIT_SECONDS = 10;

    private final RolloutEngine engine;

    /** The page of an engine. */
    public RolloutsPage(RolloutEngine engine) {
        this.engine = engine;
    }

    @Override
    public String summary() {
        return "releases; /rollouts/NAMESPACE/NAME[/history], POST /rollouts/NAMESPACE/NAME/VERB";
    }

    /** The parts of a path behind the root; an empty list for another path. */
    private static List<String> parts(String path) {
        List<String> parts =
                List.of(path.substring(Math.min(path.length(), ROOT.length())).split("/", -1));
        return parts.size() <= 1 ? List.of() : parts.subList(1, parts.size());
    }

    @Override
    public List<String> methods(String path) {
        List<String> parts = parts(path);
        if (path.equals(ROOT)
                || parts.size() == 2
                || parts.size() == 3 && parts.get(2).equals(HISTORY)) {
            return List.of("GET");
        }
        return parts.size() == 3 && verb(parts.get(2)) != null ? List.of("POST") : List.of();
    }

    private static Command.@Nullable Verb verb(String word) {
        for (Command.Verb verb : Command.Verb.values()) {
            if (verb.word().equals(word.toLowerCase(Locale.ROOT))) {
                return verb;
            }
        }
        return null;
    }

    @Override
    public AdminResponse answer(AdminRequest request) {
        List<String> parts = parts(request.path());
        try {
            if (parts.isEmpty()) {
                return all();
            }
            String name = parts.get(0) + "/" + parts.get(1);
            if (parts.size() == 2) {
                return one(name);
            }
            Command.Verb verb = verb(parts.get(2));
            return verb == null ? history(name) : ask(name, verb, request);
        } catch (TimeoutException e) {
            return AdminResponse.error(503, "the engine is busy; try again");
        }
    }

    private static <T> T await(CompletableFuture<T> answer) throws TimeoutException {
        try {
            return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private static AdminResponse json(int status, String body) {
        return new AdminResponse(status, JSON, body + "\n");
    }

    private static String text(Record value) {
        return new String(TransitionJson.write(value), StandardCharsets.UTF_8);
    }

    private AdminResponse all() throws TimeoutException {
        List<String> states =
                await(engine.states()).stream().map(RolloutsPage::text).toList();
        return json(200, "{\"rollouts\":[" + String.join(",", states) + "]}");
    }

    private AdminResponse one(String name) throws TimeoutException {
        for (RunState state : await(engine.states())) {
            if (state.plan().name().equals(name)) {
                return json(200, text(state));
            }
        }
        return unknown(name);
    }

    private static AdminResponse unknown(String name) {
        return AdminResponse.error(404, "there is no Rollout " + name);
    }

    private AdminResponse history(String name) throws TimeoutException {
        List<Transition> history = await(engine.history(name));
        return history.isEmpty() ? unknown(name) : json(200, TransitionJson.writeAll(history));
    }

    private AdminResponse ask(String name, Command.Verb verb, AdminRequest request) throws TimeoutException {
        String user = request.author() == null ? "" : request.author().strip();
        if (user.isEmpty()) {
            return AdminResponse.error(400, "say who you are, with the header X-Fairlead-User");
        }
        String why;
        try {
            JsonNode body = request.body().isBlank()
                    ? JsonMapper.shared().createObjectNode()
                    : JsonMapper.shared().readTree(request.body());
            why = body.path("why").asString("");
        } catch (JacksonException e) {
            return AdminResponse.error(400, "the body is not JSON: " + e.getOriginalMessage());
        }
        if (why.length() > MAX_WHY) {
            return AdminResponse.error(400, "why is longer than " + MAX_WHY + " characters");
        }
        Transition transition = await(engine.ask(name, new Command(verb, user, why)));
        if (transition == null) {
            return unknown(name);
        }
        return transition.refusal() == null
                ? json(200, text(transition.after()))
                : AdminResponse.error(409, transition.refusal());
    }
}
