package io.fairlead.server.admin;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceRef;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any value made of records, lists and maps as JSON, so that the compiled routing can be shown without a second
 * description of it. A record that is one case of a sealed interface says which one in {@code type}; what is null or an
 * empty list or map is left out; map keys are sorted.
 */
public final class RecordTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RecordTree() {}

    /** The value as JSON. */
    public static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof ResourceRef || value instanceof FieldPath) {
            return NODES.stringNode(value.toString());
        }
        if (value instanceof Record row) {
            return ofRecord(row);
        }
        if (value instanceof Iterable<?> items) {
            ArrayNode array = NODES.arrayNode();
            items.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value instanceof Map<?, ?> entries) {
            return ofMap(entries);
        }
        return ofScalar(value);
    }

    private static JsonNode ofScalar(Object value) {
        if (value instanceof Integer || value instanceof Long || value instanceof Short) {
            return NODES.numberNode(((Number) value).longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return NODES.numberNode(((Number) value).doubleValue());
        }
        if (value instanceof Boolean flag) {
            return NODES.booleanNode(flag);
        }
        if (value instanceof Bytes bytes) {
            return NODES.stringNode(new String(bytes.toArray(), StandardCharsets.UTF_8));
        }
        return NODES.stringNode(value.toString());
    }

    private static ObjectNode ofMap(Map<?, ?> entries) {
        Map<String, Object> sorted = new TreeMap<>();
        entries.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        ObjectNode node = NODES.objectNode();
        sorted.forEach((key, value) -> node.set(key, of(value)));
        return node;
    }

    private static ObjectNode ofRecord(Record row) {
        ObjectNode node = NODES.objectNode();
        if (isOneOf(row.getClass())) {
            node.put("type", row.getClass().getSimpleName());
        }
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            JsonNode child = of(read(row, component));
            if (!child.isNull() && !(child.isContainer() && child.isEmpty())) {
                node.set(component.getName(), child);
            }
        }
        return node;
    }

    private static boolean isOneOf(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object read(Record row, RecordComponent component) {
        try {
            // Records of other packages may be package-private although their components are read here.
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("component " + component + " of " + row.getClass() + " cannot be read", e);
        }
    }
}
