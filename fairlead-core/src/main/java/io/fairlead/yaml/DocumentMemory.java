package io.fairlead.yaml;

import io.fairlead.resource.Resource;
import io.fairlead.yaml.tree.DocumentText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the documents of a file held when it was read last, by their text: in a file of ten thousand objects of which one
 * changes, one is parsed. Only documents without findings are remembered. For one thread.
 */
final class DocumentMemory {
    private Map<String, List<Resource<?>>> before = Map.of();
    private Map<String, List<Resource<?>>> now = new HashMap<>();

    /** Starts the next reading of the file; what the reading before it did not hold is forgotten. */
    void startReading() {
        before = now;
        now = new HashMap<>();
    }

    /** The objects of a document, with their places in it as it stands now; null if it is not known. */
    @Nullable
    List<Resource<?>> recall(DocumentText document) {
        List<Resource<?>> known = before.get(document.text());
        return known == null
                ? null
                : known.stream()
                        .<Resource<?>>map(resource -> moved(resource, document))
                        .toList();
    }

    void remember(DocumentText document, List<Resource<?>> resources) {
        now.put(document.text(), resources);
    }

    private static Resource<?> moved(Resource<?> resource, DocumentText document) {
        if (!(resource.source() instanceof LazySourceMap source)) {
            throw new IllegalStateException("not an object of a reader: " + resource.ref());
        }
        return new Resource<>(
                resource.ref(), resource.apiVersion(), resource.metadata(), resource.spec(), source.movedTo(document));
    }
}
