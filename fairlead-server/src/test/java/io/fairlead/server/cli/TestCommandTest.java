package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.repository.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCommandTest {
    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int test(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "test";
        System.arraycopy(args, 0, all, 1, args.length);
        return Fairlead.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private Path write(String tests) throws IOException {
        Files.writeString(temp.resolve("app.yaml"), ExplainCommandTest.CONFIG);
        return Files.writeString(temp.resolve("tests.yaml"), """
                apiVersion: fairlead.io/v1alpha1
                kind: RoutingTest
                metadata: {name: app}
                spec:
                  config: [app.yaml]
                  tests:
                """ + tests.indent(2));
    }

    @Test
    void theExamplesPass() throws IOException {
        try (Stream<Path> examples = Files.list(Repository.root().resolve("examples/tests"))) {
            List<String> files = examples.map(Path::toString).sorted().toList();
            assertThat(files).hasSize(3);
            assertThat(test(files.toArray(String[]::new))).as(out.toString()).isZero();
        }
        assertThat(out.toString()).endsWith("10 passed, 0 failed\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{route: beta}|route: expected `beta`, found `rest`",
                "{destination: echo/v1}|destination: expected `echo/v1`, found echo.default.svc.cluster.local:80: 25.00%",
                "{distribution: {echo/v1: 75}}|distribution: expected {echo/v1=75}, found",
                "{distribution: {echo/v1: 75, echo: 26}}|distribution: expected",
                "{redirect: {status: 301}}|redirect status: expected `301`, found `0`",
                "{directResponse: {body: x}}|directResponse body: expected `x`",
                "{status: 404}|status: expected `404`, found `0`",
                "{path: /other}|path: expected `/other`, found `/x?q`",
                "{authority: a}|authority: expected `a`, found `app.test`",
            })
    void whatDiffersIsToldWithAnExplanation(String expected, String message) throws IOException {
        Path file = write("- {name: one, request: 'http://app.test/x?q', expect: " + expected + "}");
        assertThat(test(file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("FAILED  one (" + file + ":7:", message, "| taken         \"rest\"", "0 passed, 1 failed");
    }

    @Test
    void whatIsAsExpectedPasses() throws IOException {
        Path file = write("""
                - request: http://app.test/x
                  expect: {route: rest, distribution: {echo/v1: 75, echo:80: 25%}, path: /x, authority: app.test}
                - request: http://app.test/api
                  headers: {x-user: ann}
                  expect: {route: beta, destination: "echo.default.svc.cluster.local:80/v1"}
                """.replace("echo:80: 25%", "'echo:80': 25%"));
        assertThat(test(file.toString())).as(out.toString()).isZero();
    }

    @Test
    void writesAReportForCi() throws IOException {
        Path file = write("- {name: a & b, request: 'http://app.test/', expect: {route: <x>}}");
        Path report = temp.resolve("report.xml");
        assertThat(test(file.toString(), "--junit", report.toString())).isEqualTo(1);
        assertThat(Files.readString(report))
                .contains(
                        "<testsuites tests=\"1\" failures=\"1\">",
                        "name=\"a &amp; b\"",
                        "<failure message=\"route: expected `&lt;x&gt;`, found `rest`\">");
    }

    @Test
    void aFileThatIsNoTestCannotRun() throws IOException {
        assertThat(test(temp.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(test(write("- {request: 'http://app.test/'}").toString())).isEqualTo(2);
        assertThat(test(write("- {request: 'http://app.test/', expect: {colour: red}}")
                        .toString()))
                .isEqualTo(2);
        assertThat(test(write("- {expect: {route: a}}").toString())).isEqualTo(2);
        Path other = Files.writeString(temp.resolve("other.yaml"), ExplainCommandTest.CONFIG);
        assertThat(test(other.toString())).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "cannot be read",
                        "the test expects nothing",
                        "a test cannot expect `colour`",
                        "the test has no request",
                        "expected one object of kind RoutingTest")
                .doesNotContain("\tat ");
    }
}
