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

class AnalyzeCommandTest {
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata: {name: app, namespace: shop}
            spec: {ports: [{name: http, port: 80}]}
            """;
    private static final String ROUTE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: v, namespace: shop}
            spec:
              hosts: [app]
              http:
              - route:
                - destination:
                    host: %s
            """;

    @TempDir
    Path temp;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int analyze(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "analyze";
        System.arraycopy(args, 0, all, 1, args.length);
        return Fairlead.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all);
    }

    private Path write(String name, String text) throws IOException {
        Path file = temp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void isSilentAboutWhatIsRight() throws IOException {
        write("service.yaml", SERVICE);
        write("deeper/route.yaml", ROUTE.formatted("app"));
        assertThat(analyze(temp.toString())).isZero();
        assertThat(out.toString().strip()).isEqualTo("0 error, 0 warning, 0 info");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void printsALineForEachFinding() throws IOException {
        Path file = write("route.yaml", ROUTE.formatted("nobody"));
        assertThat(analyze(file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .startsWith("Error [IST0101] (VirtualService shop/v " + file
                        + ":9) The destination host `nobody` is not known.");
    }

    @Test
    void printsAListInJson() throws IOException {
        Path file = write("route.yaml", ROUTE.formatted("nobody"));
        assertThat(analyze("--output", "json", file.toString())).isEqualTo(1);
        JsonNode list = JsonMapper.builder().build().readTree(out.toString());
        assertThat(list.size()).isEqualTo(1);
        assertThat(list.get(0).get("code").asString()).isEqualTo("IST0101");
        assertThat(list.get(0).get("severity").asString()).isEqualTo("Error");
        assertThat(list.get(0).get("origin").asString()).isEqualTo("VirtualService shop/v");
        assertThat(list.get(0).get("kind").asString()).isEqualTo("VirtualService");
        assertThat(list.get(0).get("namespace").asString()).isEqualTo("shop");
        assertThat(list.get(0).get("name").asString()).isEqualTo("v");
        assertThat(list.get(0).get("reference").asString()).isEqualTo(file + ":9");
    }

    @Test
    void looksForNoServicesInTheOfflineView() throws IOException {
        Path file = write("route.yaml", ROUTE.formatted("nobody"));
        assertThat(analyze("--view", "offline", "-o", "json", file.toString())).isZero();
        assertThat(out.toString().strip()).isEqualTo("[ ]");
    }

    @Test
    void informationIsNoReasonToFail() throws IOException {
        Path file = write("service.yaml", SERVICE.replace("name: http", "name: web"));
        assertThat(analyze(file.toString())).isZero();
        assertThat(out.toString()).contains("Info [IST0118]").endsWith("0 error, 0 warning, 1 info\n");
    }

    @Test
    void tellsWhatItCannotReadAndAnalyzesTheRest() throws IOException {
        Path broken = write("broken.yaml", "kind: [\n---\n" + ROUTE.formatted("nobody"));
        Path latin = temp.resolve("latin.yaml");
        Files.write(latin, new byte[] {(byte) 0xE4, '\n'});
        assertThat(analyze(broken.toString(), latin.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("IST0101");
        assertThat(err.toString()).contains(broken + ":", latin + ": error FLD0101: it is not UTF-8 text.");
    }

    @Test
    void aMissingPathIsAUsageError() {
        assertThat(analyze(temp.resolve("nowhere").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no such file or folder").doesNotContain("\tat ");
    }
}
