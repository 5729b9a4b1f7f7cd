package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.server.wire.ConfigFolder;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a process of its own: signals, exit codes, and what is printed where. */
class ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.fairlead.server.cli.Fairlead"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectOutput(temp.resolve("out").toFile())
                .redirectError(temp.resolve("err").toFile())
                .start();
    }

    private String written(String name) throws IOException {
        return Files.readString(temp.resolve(name), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsTheServerWithCode0(String signal) throws Exception {
        int port = ConfigFolder.freePort();
        int admin = ConfigFolder.freePort();
        ConfigFolder folder = new ConfigFolder(temp);
        folder.write("app.yaml", ConfigFolder.gateway(port) + "---\n" + ConfigFolder.direct("app", "hello"));
        Process process =
                start("run", "--config", folder.path().toString(), "--admin", "127.0.0.1:" + admin, "--labels", "");
        try {
            await().atMost(LIMIT).ignoreExceptions().until(() -> status(admin, "/ready") == 200);
            assertThat(status(port, "/")).isEqualTo(200);
            signal(process, signal);

            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(written("err"))
                    .contains(
                            "server.started admin=", "config.applied version=1 listeners=1 routes=1", "server.stopped")
                    .doesNotContain("Exception");
            assertThat(written("out")).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aWrongFlagEndsWithCode2() throws Exception {
        Process process = start("run", "--config", temp.resolve("none").toString());
        try {
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(written("err")).contains("no such file or folder").doesNotContain("\tat ");
        } finally {
            process.destroyForcibly();
        }
    }

    private static int status(int port, String path) throws Exception {
        try (RawConnection connection = RawConnection.open(port)) {
            return connection
                    .exchange(RawRequest.get(path, "localhost:" + port), LIMIT)
                    .status();
        }
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
