package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiffCommandTest {
    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int diff(String before, String after, String... more) throws IOException {
        Path old = Files.writeString(temp.resolve("old.yaml"), before);
        Path now = Files.writeString(temp.resolve("new.yaml"), after);
        String[] args = new String[5 + more.length];
        System.arraycopy(new String[] {"diff", "--config", old.toString(), "--config", now.toString()}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return execute(args);
    }

    private int execute(String... args) {
        return Fairlead.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void renamingChangesNothingAndThatIsProved() throws IOException {
        String renamed =
                ExplainCommandTest.CONFIG.replace("name: rest", "name: others").replace("name: app", "name: shop");
        assertThat(diff(ExplainCommandTest.CONFIG, renamed)).isZero();
        assertThat(out.toString()).isEqualTo("no request changes (proved)\n");
    }

    @Test
    void changedWeightsComeWithAnExample() throws IOException {
        String other = ExplainCommandTest.CONFIG.replace("weight: 3", "weight: 4");
        assertThat(diff(ExplainCommandTest.CONFIG, other)).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "weight changes at 0.0.0.0:8080, for example 'GET http://app.test/'",
                        "before: \"rest\" VirtualService/default/app " + temp.resolve("old.yaml") + ":40:5 -> 3 ",
                        "after:  \"rest\" VirtualService/default/app " + temp.resolve("new.yaml") + ":40:5 -> 4 ",
                        "no others (proved)");
    }

    @Test
    void policiesOfDestinationsCount() throws IOException {
        String other = ExplainCommandTest.CONFIG.replace("consecutive5xxErrors: 3", "consecutive5xxErrors: 5");
        assertThat(diff(ExplainCommandTest.CONFIG, other, "-o", "json")).isEqualTo(1);
        JsonNode root = JsonMapper.builder().build().readTree(out.toString());
        assertThat(root.get("proved").asBoolean()).isTrue();
        assertThat(root.get("changes").size()).isGreaterThan(1);
        root.get("changes")
                .forEach(change -> assertThat(change.get("aspects").asString()).isEqualTo("policy"));
    }

    @Test
    void whatIsNotProvedIsNotClaimed() throws IOException {
        String one = ExplainCommandTest.CONFIG.replace("uri: {prefix: /api}", "uri: {regex: '/[ab]{2}q'}");
        String other = ExplainCommandTest.CONFIG.replace("uri: {prefix: /api}", "uri: {regex: '/(aa|ab|ba|bb)q'}");
        assertThat(diff(one, other)).isEqualTo(3);
        assertThat(out.toString()).contains("0 classes of requests change; that there are no others is not proved");
    }

    @Test
    void needsTwoConfigurations() {
        assertThat(execute("diff", "--config", temp.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--config must be given twice");
    }
}
