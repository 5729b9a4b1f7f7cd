package io.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocumentMemoryTest {
    private final ResourceReader reader = new ResourceReader();
    private final DocumentMemory memory = new DocumentMemory();

    private List<Resource<?>> read(String... documents) {
        ReadResult result = reader.read("f.yaml", String.join("---\n", documents), memory);
        assertThat(result.complete()).isTrue();
        return result.resources();
    }

    private static String service(String name, String type) {
        return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {type: " + type + "}\n";
    }

    @Test
    void onlyTheDocumentThatChangedIsReadAgain() {
        List<Resource<?>> before = read("", service("a", "x"), service("b", "x"));
        List<Resource<?>> after = read("", service("a", "z"), "# new\n", service("b", "x"));
        assertThat(after.get(0).spec()).isNotEqualTo(before.get(0).spec());
        assertThat(after.get(1).spec()).isSameAs(before.get(1).spec());
    }

    @Test
    void anUnchangedDocumentHasItsPlaceAtItsNewLine() {
        FieldPath type = FieldPath.of("spec", "type");
        assertThat(read("", service("b", "x")).get(0).position(type)).hasToString("f.yaml:5:8");
        assertThat(read("", service("a", "x"), service("b", "x")).get(1).position(type))
                .hasToString("f.yaml:10:8");
    }

    @Test
    void aDocumentWithAFindingIsReportedAtEachReading() {
        String text = service("a", "x") + "extra: 1\n";
        assertThat(reader.read("f.yaml", text, memory).diagnostics()).hasSize(1);
        assertThat(reader.read("f.yaml", text, memory).diagnostics()).hasSize(1);
    }

    @Test
    void aDocumentThatWasGoneForAReadingIsReadAgain() {
        Resource<?> before = read(service("a", "x")).get(0);
        assertThat(read(service("b", "x"))).hasSize(1);
        Resource<?> after = read(service("a", "x")).get(0);
        assertThat(after).isEqualTo(before);
        assertThat(after.spec()).isNotSameAs(before.spec());
    }
}
