package io.fairlead.server.cli;

import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.store.Replay;
import io.fairlead.rollout.store.StoreException;
import io.fairlead.rollout.store.TransitionJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code fairlead rollout}: shows releases of a running server, and asks for something. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Shows the releases of a running server, and asks for something:",
            "list, get NAME, watch NAME, replay NAME; pause, resume, approve, promote, skip, abort, undo NAME.",
            "Exit codes: 0 done (watch: promoted), 1 refused or, for watch and replay, not as wanted, 2 could not ask."
        })
final class RolloutCommand implements Callable<Integer> {
    private static final int EXIT_REFUSED = 1;
    private static final Duration REDRAW = Duration.ofMillis(500);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "VERB", description = "What to do.")
    private Verb verb = Verb.LIST;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "NAMESPACE/NAME, or NAME in default.")
    private String name = "";

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15000",
            description = "The server's admin address. Default: ${DEFAULT-VALUE}.")
    private String admin = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token that changes need, if the server was started with one.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:USER:-}",
            description = "In whose name, for the audit log. Default: the variable USER.")
    private String user = "";

    @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "Why, for the audit log.")
    private String why = "";

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "24h",
            description = "How long watch waits for the end of the run. Default: ${DEFAULT-VALUE}.")
    private String timeout = "";

    @Option(names = "--plain", description = "watch prints every change below the one before, without control codes.")
    private boolean plain;

    /** What can be done. */
    enum Verb {
        LIST,
        GET,
        WATCH,
        REPLAY,
        PAUSE,
        RESUME,
        APPROVE,
        PROMOTE,
        SKIP,
        ABORT,
        UNDO
    }

    @Override
    public Integer call() throws InterruptedException {
        AdminClient client = new AdminClient(admin, token());
        if (verb != Verb.LIST && name.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name the Rollout");
        }
        String path = "/rollouts/" + (name.indexOf('/') < 0 ? "default/" : "") + name;
        try {
            return switch (verb) {
                case LIST -> list(client.get("/rollouts"));
                case GET -> get(client.get(path));
                case WATCH -> watch(client, path);
                case REPLAY -> replay(client.get(path + "/history"));
                default -> ask(client, path);
            };
        } catch (IOException e) {
            throw new StartFailure("the admin address " + admin + " does not answer: " + e.getMessage(), e);
        }
    }

    private @Nullable String token() {
        if (tokenFile == null) {
            return null;
        }
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--token-file " + tokenFile + ": cannot be read (" + e + ")", e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int refused(AdminClient.Answer answer) {
        spec.commandLine().getErr().println("fairlead rollout: " + answer.problem());
        return EXIT_REFUSED;
    }

    private int list(AdminClient.Answer answer) {
        if (!answer.isSuccess()) {
            return refused(answer);
        }
        out().printf(Locale.ROOT, "%-32s %-5s %-12s %8s  %s%n", "NAME", "RUN", "PHASE", "WEIGHT", "MESSAGE");
        for (JsonNode state : answer.body().path("rollouts")) {
            out().printf(
                            Locale.ROOT,
                            "%-32s %-5d %-12s %8s  %s%n",
                            state.path("plan").path("name").asString(),
                            state.path("run").asInt(),
                            state.path("phase").asString(),
                            RolloutView.percent(state.path("weight").asInt()),
                            state.path("message").asString());
        }
        out().flush();
        return 0;
    }

    private int get(AdminClient.Answer answer) {
        if (!answer.isSuccess()) {
            return refused(answer);
        }
        out().print(RolloutView.of(answer.body()));
        out().flush();
        return 0;
    }

    private int ask(AdminClient client, String path) throws IOException, InterruptedException {
        AdminClient.Answer answer = client.post(path + "/" + verb.name().toLowerCase(Locale.ROOT), user, why);
        return get(answer);
    }

    /** Draws the run again and again until it is over. */
    private int watch(AdminClient client, String path) throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        Instant end = clock.instant().plus(Flags.duration(timeout));
        CountDownLatch never = new CountDownLatch(1);
        boolean terminal = !plain && System.getenv("TERM") != null;
        String before = "";
        while (true) {
            AdminClient.Answer answer = client.get(path);
            if (!answer.isSuccess()) {
                return refused(answer);
            }
            String view = RolloutView.of(answer.body());
            if (!view.equals(before)) {
                out().print(terminal ? "\u001b[H\u001b[2J" + view : view + "\n");
                out().flush();
                before = view;
            }
            String phase = answer.body().path("phase").asString();
            if (phase.equals("PROMOTED")) {
                return 0;
            }
            boolean late = clock.instant().isAfter(end);
            if (late || phase.equals("ROLLED_BACK") || phase.equals("SUPERSEDED")) {
                return EXIT_REFUSED;
            }
            boolean released = never.await(REDRAW.toMillis(), TimeUnit.MILLISECONDS);
            if (released) {
                throw new AssertionError("nobody counts down");
            }
        }
    }

    /** Computes the kept history anew and says where it would go another way today. */
    private int replay(AdminClient.Answer answer) {
        if (!answer.isSuccess()) {
            return refused(answer);
        }
        List<Transition> history;
        try {
            history = TransitionJson.readAll(answer.text());
        } catch (StoreException e) {
            spec.commandLine().getErr().println("fairlead rollout: " + e.getMessage());
            return EXIT_REFUSED;
        }
        for (Transition transition : history) {
            if (transition.isNotable()) {
                out().printf(
                                Locale.ROOT,
                                "%s  %-11s %-22s %8s  %s%n",
                                transition.at(),
                                transition.after().phase(),
                                transition.event().getClass().getSimpleName(),
                                RolloutView.percent(transition.after().weight()),
                                transition.after().message());
            }
        }
        List<String> differences = Replay.differences(history);
        differences.forEach(out()::println);
        out().printf(
                        Locale.ROOT,
                        "%d transitions, %d of them would go another way.%n",
                        history.size(),
                        differences.size());
        out().flush();
        return differences.isEmpty() ? 0 : EXIT_REFUSED;
    }
}
