package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.server.wire.ConfigFolder;
import io.fairlead.server.wire.FairleadServer;
import io.fairlead.server.wire.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code fairlead rollout} against a running server with a token. */
class RolloutCommandTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    Path temp;

    private Path token;
    private FairleadServer server;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws IOException {
        token = Files.writeString(temp.resolve("token"), "secret\n");
        ConfigFolder folder = new ConfigFolder(temp);
        folder.write(
                "release.yaml",
                Files.readString(EXAMPLES.resolve("release-rollback.yaml"))
                        .replace("8080", Integer.toString(ConfigFolder.freePort())));
        server = FairleadServer.start(ServerOptions.of(folder.path())
                .withEphemeralAdmin()
                .withConcurrency(1)
                .withAdminToken("secret")
                .withState(temp.resolve("state")));
        assertThat(server.started().join().isReady()).isTrue();
        await().atMost(Duration.ofSeconds(30)).until(() -> run("get", "shop") == 0 && out.contains("PROGRESSING"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int run(String... arguments) {
        StringWriter output = new StringWriter();
        StringWriter problems = new StringWriter();
        CommandLine line = Fairlead.commandLine();
        line.setOut(new PrintWriter(output));
        line.setErr(new PrintWriter(problems));
        String[] all = new String[arguments.length + 5];
        all[0] = "rollout";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--admin";
        all[arguments.length + 2] = "127.0.0.1:" + server.adminAddress().getPort();
        all[arguments.length + 3] = "--user";
        all[arguments.length + 4] = "alex";
        int code = line.execute(all);
        out = output.toString();
        err = problems.toString();
        return code;
    }

    @Test
    void aRunIsListedAndShownWithItsStepsAndGuards() {
        assertThat(run("list")).isZero();
        assertThat(out).contains("default/shop", "PROGRESSING", "5 %");

        assertThat(run("get", "default/shop")).isZero();
        assertThat(out).contains("v1 -> v2", "▶ 5 %", "· 100 %", "GUARD", "errors", "slow");
    }

    @Test
    void changesNeedTheTokenAndAreAudited() throws IOException {
        assertThat(run("pause", "shop")).isEqualTo(1);
        assertThat(err).contains("Authorization");

        assertThat(run("pause", "shop", "--token-file", token.toString(), "--why", "lunch"))
                .isZero();
        assertThat(out).contains("PAUSED", "alex asked to pause: lunch");
        assertThat(run("undo", "shop", "--token-file", token.toString())).isEqualTo(1);
        assertThat(err).contains("abort instead");
        assertThat(run("abort", "shop", "--token-file", token.toString())).isZero();
        assertThat(out).contains("ROLLED_BACK");
        assertThat(run("watch", "shop", "--plain")).isEqualTo(1);

        assertThat(Files.readString(temp.resolve("state").resolve("audit.jsonl"))
                        .lines())
                .hasSize(3)
                .first()
                .asString()
                .contains("\"pause\"", "\"lunch\"", "\"alex\"", "\"done\"");
    }

    @Test
    void theHistoryIsReplayed() {
        assertThat(run("replay", "shop")).isZero();
        assertThat(out).contains("Written", "Observed", "0 of them would go another way");
    }

    @Test
    void whatDoesNotExistIsSaid() {
        assertThat(run("get", "other")).isEqualTo(1);
        assertThat(err).contains("no Rollout default/other");
        assertThat(run("get")).isEqualTo(2);
        assertThat(err).contains("name the Rollout");
    }
}
