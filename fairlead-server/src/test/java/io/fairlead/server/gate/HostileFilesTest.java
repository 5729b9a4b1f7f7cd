package io.fairlead.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.gate.FileValidator;
import io.fairlead.gate.Gate;
import io.fairlead.resource.Resource;
import io.fairlead.testkit.mutation.TextMutator;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.validate.ResourceValidator;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * No file, however broken, makes the reader or the validators throw or hang, or costs more than a second of processor
 * time for each MiB. Runs for {@value #SECONDS} seconds, from the seed {@value #SEED}; {@code make interop} for longer.
 */
class HostileFilesTest {
    private static final String SECONDS = "fairlead.fuzz.seconds";
    private static final String SEED = "fairlead.fuzz.seed";
    private static final long DEFAULT_SECONDS = 10;
    private static final double MIB = 1 << 20;

    /** What is allowed for any file, however small: classes are loaded and code is still interpreted. */
    private static final double FLOOR_MIB = 1;

    private static final Duration HANGS = Duration.ofSeconds(60);

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final FileValidator validator = new FileValidator(EnumSet.allOf(Gate.class));
    private final ResourceReader reader = new ResourceReader();

    @Test
    void aBrokenFileIsNeverMoreThanASecondOfWorkForEachMebibyte() throws Exception {
        long seed = Long.getLong(SEED, 20_261_123);
        TextMutator mutator = new TextMutator(new Random(seed), corpus());
        Deadline end = Deadline.in(Duration.ofSeconds(Long.getLong(SECONDS, DEFAULT_SECONDS)));
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            int files = 0;
            while (!end.isOver()) {
                String text = mutator.next();
                check(executor, text, "seed " + seed + ", file " + files++);
            }
            assertThat(files).isPositive();
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<String> corpus() throws IOException {
        return RecordedDocument.all().stream()
                .map(RecordedDocument::yaml)
                .filter(text -> text.length() < 10_000)
                .toList();
    }

    private void check(ExecutorService executor, String text, String name) throws Exception {
        Future<Long> work = executor.submit(() -> nanosFor(text));
        try {
            double seconds = work.get(HANGS.toSeconds(), TimeUnit.SECONDS) / 1e9;
            double mebibytes = Math.max(FLOOR_MIB, text.length() / MIB);
            assertThat(seconds)
                    .as("seconds for %s, kept as %s", name, keep(text, seconds > mebibytes))
                    .isLessThan(mebibytes);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(name + ", kept as " + keep(text, true), e);
        }
    }

    private long nanosFor(String text) {
        long before = threads.getCurrentThreadCpuTime();
        validator.validate("fuzz.yaml", text);
        ReadResult read = reader.read("fuzz.yaml", text);
        for (Resource<?> resource : read.resources()) {
            ResourceValidator.validate(resource);
        }
        // Both ways to read a file are taken here, of which a command takes one.
        return (threads.getCurrentThreadCpuTime() - before) / 2;
    }

    /** Writes a text that failed where it can be looked at; "" if it did not fail. */
    private static String keep(String text, boolean failed) throws IOException {
        if (!failed) {
            return "";
        }
        Path file = Files.createTempFile("fairlead-fuzz-", ".yaml");
        Files.writeString(
                file,
                new String(
                        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        java.nio.charset.StandardCharsets.UTF_8));
        return file.toString();
    }
}
