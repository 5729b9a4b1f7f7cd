package io.fairlead.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.base.Finding;
import io.fairlead.server.cli.files.AnalysisInput;
import io.fairlead.server.cli.files.ConfigFiles;
import io.fairlead.testkit.repository.Repository;
import io.fairlead.yaml.ResourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code istioctl analyze} was recorded to find in 207 inputs, in both views, is what is found here, at the same lines. */
class AnalyzeCorpusTest {
    private static final Path CASES = Repository.root().resolve("conformance/analyze/cases.jsonl");
    /** When the cases were recorded: their certificates are valid then. */
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-09-01T00:00:00Z"));

    private final JsonMapper json = JsonMapper.builder().build();
    private final ResourceReader reader = AnalysisInput.reader();

    @ParameterizedTest
    @EnumSource(ConfigAnalysis.View.class)
    void findsWhatIstioFinds(ConfigAnalysis.View view) throws IOException {
        List<String> cases = Files.readAllLines(CASES);
        assertThat(cases).hasSize(207);
        List<String> different = new ArrayList<>();
        for (String line : cases) {
            JsonNode recorded = json.readTree(line);
            Set<String> expected = new TreeSet<>();
            recorded.get(view == ConfigAnalysis.View.FULL ? "full" : "offline")
                    .forEach(message -> expected.add(message.asString()));
            Set<String> found = analyze(recorded.get("files"), view);
            if (!found.equals(expected)) {
                different.add(recorded.get("id").asString() + ": expected " + expected + ", found " + found);
            }
        }
        assertThat(different).isEmpty();
    }

    private Set<String> analyze(JsonNode files, ConfigAnalysis.View view) {
        List<ConfigFiles.Content> contents = new ArrayList<>();
        files.properties()
                .forEach(file -> contents.add(new ConfigFiles.Content(
                        file.getKey(),
                        reader.read(file.getKey(), file.getValue().asString()))));
        Set<String> found = new TreeSet<>();
        for (Finding finding :
                ConfigAnalysis.analyze(AnalysisInput.of(contents), view, ConfigAnalysis.Checks.ISTIO, CLOCK)) {
            Finding.Origin origin = finding.origin();
            String severity = finding.code().severity().name();
            found.add(finding.code().id() + " " + severity.charAt(0)
                    + severity.substring(1).toLowerCase(java.util.Locale.ROOT) + " " + origin.kind() + "/"
                    + origin.namespace() + "/" + origin.name() + " "
                    + finding.position().file() + ":" + finding.position().line());
        }
        return found;
    }
}
