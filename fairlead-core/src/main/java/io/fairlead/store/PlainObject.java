package io.fairlead.store;

import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.SourceMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object of a kind that nothing is routed by, kept as plain values for whoever checks it against the others. Immutable.
 *
 * @param metadata its namespace is "" where the kind has none
 * @param content the fields beside {@code metadata}: a {@link Map}, {@link List} or {@link String} each; numbers and truth
 *     values are texts as they are written, null is left out
 * @param source where each field was written
 */
public record PlainObject(Kind kind, ObjectMeta metadata, Map<String, Object> content, SourceMap source) {
    public PlainObject {
        content = Map.copyOf(content);
    }

    /** Whether the objects of a kind live in namespaces. */
    public enum Scope {
        /** They do. */
        NAMESPACED,
        /** They do not; a namespace that is written is ignored. */
        CLUSTER
    }

    /**
     * A kind to keep objects of.
     *
     * @param group the API group, "" for Kubernetes' core group; any version of it will do
     */
    public record Kind(String group, String name, Scope scope) {}

    /** The text at these field names, one below the other; "" if there is none. */
    public String text(String... names) {
        return at(names) instanceof String text ? text : "";
    }

    /** The texts by key of the mapping at these field names; empty if there is none. */
    public Map<String, String> texts(String... names) {
        return texts(at(names));
    }

    /** The mappings in the list at these field names; empty if there is none. */
    public List<Map<?, ?>> items(String... names) {
        if (!(at(names) instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Map.class::isInstance)
                .<Map<?, ?>>map(Map.class::cast)
                .toList();
    }

    private @Nullable Object at(String... names) {
        Object value = content;
        for (String name : names) {
            value = value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
        return value;
    }

    private static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> texts = new HashMap<>();
        if (value instanceof Map<?, ?> fields) {
            fields.forEach((key, entry) -> {
                if (entry instanceof String text) {
                    texts.put(String.valueOf(key), text);
                }
            });
        }
        return texts;
    }
}
