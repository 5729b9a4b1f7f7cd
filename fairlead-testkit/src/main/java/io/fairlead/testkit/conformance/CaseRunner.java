package io.fairlead.testkit.conformance;

import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.time.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Replays cases, one after the other as their ports are fixed.
 *
 * <p>Each case starts the system anew on a folder of its own. Not thread-safe.
 */
public final class CaseRunner implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(2);
    private static final Duration READY_PAUSE = Duration.ofMillis(5);

    private final SystemUnderTest system;
    private final Sentinel sentinel = new Sentinel();

    /** Runs cases against a system. */
    public CaseRunner(SystemUnderTest system) {
        this.system = system;
    }

    /**
     * Replays a case and tells how the outcome differs from the record.
     *
     * @return one sentence a difference; empty if there are none
     * @throws Exception if the case cannot be read, or the system does not start
     */
    public List<String> differences(Case subject) throws Exception {
        List<Observation> wanted = Recording.of(subject);
        List<String> differences = new ArrayList<>();
        Path folder = Files.createTempDirectory("fairlead-conformance");
        try (Fleet fleet = new Fleet(subject.backends())) {
            Configuration configuration = new Configuration(subject, folder);
            String generation = configuration.write(Case.FIRST_CONFIG);
            try (SystemUnderTest.Running running = system.start(launch(subject, folder))) {
                awaitReady(running);
                configuration.awaitInForce(generation);
                try (StepRunner steps = new StepRunner(fleet, configuration)) {
                    for (Step step : subject.steps()) {
                        Observation record = wanted.get(step.number() - 1);
                        steps.run(step)
                                .ifPresent(seen -> Comparison.of(step.rules(), record, seen)
                                        .forEach(text -> differences.add("step " + step.title() + ": " + text)));
                    }
                }
            }
        } finally {
            delete(folder);
        }
        return differences;
    }

    @Override
    public void close() {
        sentinel.close();
    }

    private static SystemUnderTest.Launch launch(Case subject, Path folder) {
        return new SystemUnderTest.Launch(
                folder,
                subject.namespace(),
                subject.labels(),
                subject.locality(),
                subject.mesh() ? OptionalInt.of(CaseReader.MESH_PORT) : OptionalInt.empty());
    }

    private static void awaitReady(SystemUnderTest.Running running) {
        Deadline deadline = Deadline.in(START_LIMIT);
        while (!running.isReady()) {
            if (deadline.isOver()) {
                throw new IllegalStateException("not ready after " + START_LIMIT);
            }
            Pause.of(READY_PAUSE);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** The folder that the system reads. */
    final class Configuration {
        private final Case subject;
        private final Path folder;

        Configuration(Case subject, Path folder) {
            this.subject = subject;
            this.folder = folder;
        }

        /** Replaces the configuration at once, and returns its generation. */
        String write(String file) {
            try {
                Sentinel.Marked marked = sentinel.mark(subject.config(file));
                Path draft = folder.resolve(".draft");
                Files.writeString(draft, marked.text());
                Files.move(draft, folder.resolve(Case.FIRST_CONFIG), StandardCopyOption.ATOMIC_MOVE);
                return marked.generation();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for a generation, and tells whether it was in force in time. */
        boolean awaitInForce(String generation) {
            return sentinel.await(generation, subject.mesh(), APPLY_LIMIT);
        }
    }
}
