package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValidateCommandTest {
    private static final String GOOD = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop}
            spec: {host: shop}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    private int run(String... args) {
        CommandLine commandLine = Fairlead.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void aValidFileIsOneLineAndExitCodeZero() throws IOException {
        String file = write("a.yaml", GOOD);
        assertThat(run("validate", file)).isZero();
        assertThat(out).hasToString(file + ": valid" + System.lineSeparator());
    }

    @Test
    void anInvalidFileHasALineForEachFindingAndExitCodeOne() throws IOException {
        String file = write("a.yaml", GOOD.replace("host: shop", "host: '*.', hots: a"));
        assertThat(run("validate", file)).isEqualTo(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        file
                                + ":4:20: error FLD0104 DestinationRule/default/shop spec.hots: DestinationRule has no field"
                                + " `hots`. Did you mean `host`? [refused by istio, crd]",
                        file + ": invalid, 1 error");
    }

    @Test
    void theGateCanBeChosen() throws IOException {
        String file = write("a.yaml", GOOD.replace("host: shop", "host: shop, exportTo: ['~']"));
        assertThat(run("validate", "--against", "crd", file)).isZero();
        assertThat(run("validate", "--against", "istio", file)).isEqualTo(1);
        assertThat(run("validate", "--against", "other", file)).isEqualTo(2);
    }

    @Test
    void aListOfPathsHasALineForEach() throws IOException {
        String good = write("good.yaml", GOOD);
        String bad = write("bad.yaml", "spec: 1");
        String list = write("list.txt", good + "\n\n" + bad + "\n");
        assertThat(run("validate", "--list", list)).isEqualTo(1);
        assertThat(out).hasToString(good + "\tvalid\n" + bad + "\tinvalid\n");
    }

    @Test
    void aFileThatIsMissingIsInvalidAndExitCodeTwo() throws IOException {
        String good = write("good.yaml", GOOD);
        assertThat(run("validate", folder.resolve("none.yaml").toString(), good))
                .isEqualTo(2);
        assertThat(out.toString()).contains("none.yaml: invalid").contains("good.yaml: valid");
        assertThat(err.toString()).contains("NoSuchFileException");
    }

    @Test
    void eitherFilesOrAListAreNeeded() throws IOException {
        assertThat(run("validate")).isEqualTo(2);
        assertThat(run("validate", "a", "--list", "b")).isEqualTo(2);
        assertThat(run("validate", "--list", folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("give either files or --list").contains("cannot read");
    }

    @Test
    void aFolderStandsForItsFiles() throws IOException {
        write("a.yaml", GOOD);
        write("b.json", "{\"kind\": 1}");
        write("c.txt", "not looked at");
        assertThat(run("validate", folder.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("a.yaml: valid")
                .contains("b.json: invalid")
                .doesNotContain("c.txt");
    }

    @Test
    void jsonHasEverything() throws IOException {
        String file =
                write("a.yaml", GOOD.replace("{host: shop}", "{host: shop, trafficPolicy: {tls: {mode: MUTAL}}}"));
        assertThat(run("validate", "--output", "json", file)).isEqualTo(1);
        JsonNode verdict = JsonMapper.builder().build().readTree(out.toString()).get(0);
        assertThat(verdict.get("file").asString()).isEqualTo(file);
        assertThat(verdict.get("valid").asBoolean()).isFalse();
        JsonNode finding = verdict.get("findings").get(0);
        assertThat(finding.get("refusedBy")).hasToString("[\"istio\",\"crd\"]");
        assertThat(finding.get("field").asString()).isEqualTo("spec.trafficPolicy.tls.mode");
        assertThat(finding.get("line").asInt()).isEqualTo(4);
        assertThat(finding.get("name").asString()).isEqualTo("shop");
        assertThat(finding.get("advice").asString()).isEqualTo("Did you mean MUTUAL?");
    }

    @Test
    void whatIsNotUtf8IsInvalid() throws IOException {
        Path file = folder.resolve("a.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(run("validate", file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("it is not UTF-8 text.");
    }
}
