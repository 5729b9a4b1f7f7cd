package io.fairlead.server.gate;

import io.fairlead.testkit.repository.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file with the verdicts that real tools gave on it.
 *
 * @param istioValid what {@code istioctl validate} said
 * @param crdValid what {@code kubectl create --dry-run=server} said
 * @param warnings what istioctl warned of, in words of our own
 */
record RecordedDocument(String id, String yaml, boolean istioValid, boolean crdValid, List<String> warnings) {
    /** All of {@code conformance/validate}. */
    static List<RecordedDocument> all() throws IOException {
        Path file = Repository.root().resolve("conformance/validate/documents.jsonl");
        JsonMapper mapper = JsonMapper.builder().build();
        List<RecordedDocument> documents = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node = mapper.readTree(line);
            List<String> warnings = new ArrayList<>();
            node.path("warnings").forEach(warning -> warnings.add(warning.asString()));
            documents.add(new RecordedDocument(
                    node.get("id").asString(),
                    yaml(node),
                    node.get("istioctl").asString().equals("valid"),
                    node.get("crd").asString().equals("accept"),
                    warnings));
        }
        return documents;
    }

    private static String yaml(JsonNode node) {
        String yaml = node.get("yaml").asString();
        for (Map.Entry<String, JsonNode> entry : node.path("expand").properties()) {
            String characters = entry.getValue().get(0).asString();
            yaml = yaml.replace(
                    entry.getKey(), characters.repeat(entry.getValue().get(1).asInt()));
        }
        return yaml;
    }
}
