package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.wire.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FairleadTest {
    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        return Fairlead.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private ServerOptions parse(String... args) {
        CommandLine command = Fairlead.commandLine();
        CommandLine.ParseResult parsed = command.parseArgs(args);
        RunCommand run = (RunCommand) parsed.subcommand().commandSpec().userObject();
        return run.options();
    }

    @Test
    void versionNamesTheBuildAndTheJava() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString())
                .startsWith("fairlead ")
                .contains("(Java " + System.getProperty("java.version") + ")")
                .doesNotContain("$");
    }

    @Test
    void helpNamesEveryFlagOfTheContract() {
        assertThat(execute("run", "--help")).isZero();
        assertThat(out.toString())
                .contains(
                        "--config",
                        "--admin",
                        "--http-proxy-port",
                        "--namespace",
                        "--labels",
                        "--locality",
                        "--state",
                        "--concurrency",
                        "--access-log",
                        "--access-log-format",
                        "--drain-time");
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(execute()).isEqualTo(2);
        assertThat(err.toString()).contains("a command is needed").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rum",
                "run",
                "run --config",
                "run --config /no/such/folder",
                "run --config . --admin nonsense",
                "run --config . --labels nonsense",
                "run --config . --locality a/b/c/d",
                "run --config . --drain-time soon",
                "run --config . --concurrency 0",
                "run --config . --concurrency many",
                "run --config . --http-proxy-port many",
                "run --config . --access-log - --access-log-format %NO_SUCH_THING(",
                "run --config . --state pom.xml",
                "run --config . --unknown",
                "demo --port 70000",
                "demo --admin nonsense"
            })
    void whatCannotBeRunEndsWith2AndAMessage(String line) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("fairlead").doesNotContain("\tat ", "Exception");
        assertThat(err.toString().lines().findFirst().orElse("")).matches("fairlead( run| demo)?: .{10,}");
    }

    @Test
    void aMissingFolderIsNamed() {
        execute("run", "--config", "/no/such/folder");

        assertThat(err.toString()).isEqualTo("""
                fairlead run: --config /no/such/folder: no such file or folder
                Try 'fairlead run --help'.
                """);
    }

    @Test
    void anAdminAddressInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String admin = "127.0.0.1:" + taken.getLocalPort();

            assertThat(execute("run", "--config", temp.toString(), "--admin", admin))
                    .isEqualTo(2);
            assertThat(err.toString()).contains(admin).doesNotContain("\tat ");
        }
    }

    @Test
    void flagsBecomeOptions() {
        ServerOptions options = parse(
                "run",
                "--config",
                temp.toString(),
                temp.resolve("..").toString(),
                "--config",
                temp.toString(),
                "--admin",
                "127.0.0.1:0",
                "--http-proxy-port",
                "15007",
                "--namespace",
                "shop",
                "--labels",
                "app=web,version=v1",
                "--locality",
                "r/z/s",
                "--concurrency",
                "3",
                "--access-log",
                "-",
                "--access-log-format",
                "json",
                "--drain-time",
                "1m");

        assertThat(options.config()).hasSize(3);
        assertThat(options.admin().getPort()).isZero();
        assertThat(options.viewpoint().namespace()).isEqualTo("shop");
        assertThat(options.viewpoint().labels()).isEqualTo(Map.of("app", "web", "version", "v1"));
        assertThat(options.viewpoint().locality()).isEqualTo("r/z/s");
        assertThat(options.viewpoint().httpProxyPort()).isEqualTo(15007);
        assertThat(options.concurrency()).isEqualTo(3);
        assertThat(options.accessLog()).isNotNull();
        assertThat(options.drainTime()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void emptyValuesMeanNone() {
        ServerOptions options =
                parse("run", "--config", temp.toString(), "--labels", "", "--locality", "", "--namespace", "");

        assertThat(options).isEqualTo(ServerOptions.of(temp));
        assertThat(options.accessLog()).isNull();
    }

    @Test
    void theDemoChecksItself() {
        assertThat(execute("demo", "--check", "--folder", temp.toString())).isZero();
        assertThat(out.toString()).contains(" answers as described, 0 not");
    }
}
