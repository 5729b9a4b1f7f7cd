package io.fairlead.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.SourcePosition;
import io.fairlead.resource.VirtualService;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceStoreTest {
    private static final Resource<?> A1 = TestResources.virtualService("n", "a", "one");
    private static final Resource<?> A2 = TestResources.virtualService("n", "a", "two");
    private static final Resource<?> B1 = TestResources.virtualService("n", "b", "one");
    private static final Diagnostic PROBLEM = new Diagnostic(
            Code.SYNTAX, Severity.ERROR, null, FieldPath.ROOT, new SourcePosition("f", 1, 1), "it is broken.", "");

    private final ResourceStore store = new ResourceStore();

    private static SourceFile file(String name, Resource<?>... resources) {
        return new SourceFile(name, List.of(resources), List.of(), List.of(), SourceFile.State.COMPLETE);
    }

    private List<String> hosts() {
        return store.current().resources().all(VirtualService.class).stream()
                .map(resource ->
                        resource.ref().name() + "=" + resource.spec().hosts().get(0))
                .toList();
    }

    @Test
    void takesAllFilesAsOneVersion() {
        StoredResources stored = store.replaceAll(List.of(file("f", A1), file("g", B1)));
        assertThat(stored).isSameAs(store.current());
        assertThat(stored.resources().version()).isEqualTo(1);
        assertThat(hosts()).containsExactly("a=one", "b=one");
    }

    @Test
    void theVersionGrowsOnlyWhenAnObjectChanges() {
        store.replaceAll(List.of(file("f", A1)));
        ResourceSet before = store.current().resources();
        assertThat(store.replaceAll(List.of(file("f", TestResources.virtualService("n", "a", "one"))))
                        .resources())
                .isSameAs(before);
        assertThat(store.replaceAll(List.of(file("f", A2))).resources().version())
                .isEqualTo(2);
    }

    @Test
    void whatIsNoLongerThereIsGone() {
        store.replaceAll(List.of(file("f", A1), file("g", B1)));
        store.replaceAll(List.of(file("f", A1)));
        assertThat(hosts()).containsExactly("a=one");
        store.replaceAll(List.of(file("f")));
        assertThat(hosts()).isEmpty();
    }

    @Test
    void aFileThatIsNotReadableKeepsAllItHad() {
        store.replaceAll(List.of(file("f", A1, B1)));
        SourceFile half = new SourceFile("f", List.of(A2), List.of(), List.of(PROBLEM), SourceFile.State.UNREADABLE);
        StoredResources stored = store.replaceAll(List.of(half));
        assertThat(hosts()).containsExactly("a=one", "b=one");
        assertThat(stored.diagnostics()).containsExactly(PROBLEM);
        store.replaceAll(List.of(SourceFile.unreadable("f", PROBLEM)));
        assertThat(hosts()).as("again not readable").containsExactly("a=one", "b=one");
    }

    @Test
    void whatIsReadableOfABrokenFileCountsAtItsFirstReading() {
        store.replaceAll(
                List.of(new SourceFile("f", List.of(A1), List.of(), List.of(PROBLEM), SourceFile.State.UNREADABLE)));
        assertThat(hosts()).containsExactly("a=one");
    }

    @Test
    void anObjectThatCannotBeUsedKeepsItsLastGoodVersion() {
        store.replaceAll(List.of(file("f", A1, B1)));
        SourceFile damaged = new SourceFile("f", List.of(), List.of(A2), List.of(PROBLEM), SourceFile.State.COMPLETE);
        store.replaceAll(List.of(damaged));
        assertThat(hosts()).containsExactly("a=one");
        store.replaceAll(List.of(damaged));
        assertThat(hosts()).as("still damaged").containsExactly("a=one");
        store.replaceAll(List.of(file("f", A2)));
        assertThat(hosts()).as("mended").containsExactly("a=two");
    }

    @Test
    void aNewObjectThatCannotBeUsedIsLeftOut() {
        store.replaceAll(List.of(new SourceFile("f", List.of(B1), List.of(A1), List.of(), SourceFile.State.COMPLETE)));
        assertThat(hosts()).containsExactly("b=one");
    }

    @Test
    void anObjectKeepsItsLastGoodVersionWhenItMovesToAnotherFileAndBreaks() {
        store.replaceAll(List.of(file("f", A1)));
        store.replaceAll(
                List.of(file("f"), new SourceFile("g", List.of(), List.of(A2), List.of(), SourceFile.State.COMPLETE)));
        assertThat(hosts()).containsExactly("a=one");
    }

    @Test
    void ofTwoObjectsOfOneNameTheFirstInPathOrderWins() {
        StoredResources stored = store.replaceAll(List.of(file("g", A2), file("f", A1)));
        assertThat(hosts()).containsExactly("a=one");
        assertThat(stored.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.DUPLICATE_OBJECT);
            assertThat(finding.resource()).isEqualTo(A1.ref());
        });
        store.replaceAll(List.of(file("g", A2)));
        assertThat(hosts()).as("the other takes over").containsExactly("a=two");
    }

    @Test
    void ofTwoObjectsOfOneNameInAFileTheFirstWins() {
        StoredResources stored = store.replaceAll(List.of(file("f", A2, A1)));
        assertThat(hosts()).containsExactly("a=two");
        assertThat(stored.diagnostics()).hasSize(1);
    }

    @Test
    void aLoserTakesOverEvenIfItsFileIsNotReadableThen() {
        store.replaceAll(List.of(file("f", A1), file("g", A2)));
        store.replaceAll(List.of(SourceFile.unreadable("g", PROBLEM)));
        assertThat(hosts()).containsExactly("a=two");
    }
}
