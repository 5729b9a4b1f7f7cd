package io.fairlead.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.conformance.Case;
import io.fairlead.testkit.conformance.CaseReader;
import io.fairlead.testkit.conformance.CaseRunner;
import io.fairlead.testkit.repository.Repository;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Replays the recorded cases of {@code conformance/cases} against the real server in this process.
 *
 * <p>The system property {@value #ONLY} replays the cases whose names begin with one of its comma-separated parts
 * instead, whatever their area.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTest {
    private static final String ONLY = "fairlead.conformance.only";
    private static final Path FOLDER = Repository.root().resolve("conformance");

    /** The areas that are served in full, but for the steps in {@code waiting.txt}. */
    private static final Set<String> SERVED_AREAS = Set.of(
            "match",
            "weights",
            "rewrite",
            "redirect",
            "direct",
            "headers",
            "hosts",
            "services",
            "retry",
            "mesh",
            "pool",
            "cors",
            "fault",
            "mirror",
            "live",
            "lb",
            "tls");

    private final List<Case> cases = read();
    private FileChannel lockFile;
    private FileLock lock;
    private CaseRunner runner;

    /** The ports of the cases are fixed, so that two builds on one machine have to take turns. */
    @BeforeAll
    void takeThePorts() throws IOException {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "fairlead-conformance-ports.lock");
        lockFile = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock = lockFile.lock();
        runner = new CaseRunner(new InProcessServer());
    }

    @AfterAll
    void freeThePorts() throws IOException {
        runner.close();
        lock.release();
        lockFile.close();
    }

    @TestFactory
    Stream<DynamicTest> theServerDoesWhatIstioAndEnvoyDid() {
        return cases.stream()
                .filter(selected())
                .map(subject -> DynamicTest.dynamicTest(
                        subject.name(),
                        subject.folder().resolve("case.yaml").toUri(),
                        () -> assertThat(runner.differences(subject))
                                .as(subject.description())
                                .isEmpty()));
    }

    @Test
    void whatIsNotReplayedYetIsWrittenDown() throws IOException {
        Set<String> waiting = new TreeSet<>();
        for (Case subject : cases) {
            String area = subject.name().substring(0, subject.name().indexOf('/'));
            if (SERVED_AREAS.contains(area)) {
                waiting.addAll(subject.waiting());
            } else {
                waiting.add(area + "/*");
            }
        }
        List<String> written = Files.readAllLines(FOLDER.resolve("waiting.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        System.out.println("Conformance: not replayed yet: " + String.join(", ", waiting));
        assertThat(written).containsExactlyElementsOf(waiting);
    }

    private static Predicate<Case> selected() {
        String only = System.getProperty(ONLY, "");
        Set<String> prefixes = only.isEmpty() ? areaPrefixes() : Set.copyOf(Arrays.asList(only.split(",", -1)));
        return subject -> prefixes.stream().anyMatch(prefix -> subject.name().startsWith(prefix));
    }

    private static Set<String> areaPrefixes() {
        Set<String> prefixes = new TreeSet<>();
        SERVED_AREAS.forEach(area -> prefixes.add(area + "/"));
        return prefixes;
    }

    private static List<Case> read() {
        try {
            return new ArrayList<>(CaseReader.all(FOLDER.resolve("cases")));
        } catch (IOException e) {
            throw new IllegalStateException("the cases cannot be read", e);
        }
    }
}
