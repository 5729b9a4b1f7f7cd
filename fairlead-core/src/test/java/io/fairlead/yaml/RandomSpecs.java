package io.fairlead.yaml;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.WireField;
import io.fairlead.resource.WireObject;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes records with any content, and writes them as JSON without help of the reader that is tested. */
final class RandomSpecs {
    private static final List<String> TEXTS = List.of(
            "a",
            "",
            "yes",
            "012",
            "a: b",
            "# no comment",
            "- item",
            "1.5s",
            "~",
            "null",
            "\u00fc\u4e2d",
            "x\\y\"z",
            "two\nlines",
            "tab\there",
            "*",
            "&anchor",
            "{}",
            "<<");

    private final Random random;
    private final Fill fill;

    /** How many of the fields are written. */
    enum Fill {
        EVERY_FIELD,
        SOME_FIELDS
    }

    RandomSpecs(Random random, Fill fill) {
        this.random = random;
        this.fill = fill;
    }

    /** A record of this type. */
    <T> T make(Class<T> type) {
        return type.cast(makeRecord(type));
    }

    private Object makeRecord(Class<?> type) {
        List<@Nullable Object> values = new ArrayList<>();
        List<Class<?>> types = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            values.add(makeComponent(component));
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Object makeComponent(RecordComponent component) {
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        boolean skipped = fill == Fill.SOME_FIELDS && random.nextInt(3) == 0;
        if (nullable && skipped) {
            return null;
        }
        return makeValue(component.getAnnotatedType(), form(component), skipped ? Size.NOTHING : Size.SOMETHING);
    }

    private enum Size {
        NOTHING,
        SOMETHING
    }

    private Object makeValue(AnnotatedType type, WireField.Form form, Size size) {
        Class<?> raw = raw(type.getType());
        if (raw == List.class) {
            List<Object> list = new ArrayList<>();
            for (int i = size == Size.NOTHING ? 0 : 1 + random.nextInt(2); i > 0; i--) {
                list.add(makeValue(argument(type, 0), form, Size.SOMETHING));
            }
            return list;
        }
        if (raw == Map.class) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int i = size == Size.NOTHING ? 0 : 1 + random.nextInt(2); i > 0; i--) {
                map.put("key" + random.nextInt(9) + text(), makeValue(argument(type, 1), form, Size.SOMETHING));
            }
            return map;
        }
        if (raw.isSealed()) {
            Class<?>[] members = raw.getPermittedSubclasses();
            return makeRecord(members[random.nextInt(members.length)]);
        }
        return raw.isRecord() ? makeRecord(raw) : makeScalar(raw, form, size);
    }

    private Object makeScalar(Class<?> type, WireField.Form form, Size size) {
        boolean something = size == Size.SOMETHING;
        if (type == String.class) {
            return something ? text() : "";
        }
        if (type == boolean.class || type == Boolean.class) {
            return something;
        }
        if (type == int.class || type == Integer.class) {
            return something ? random.nextInt() : 0;
        }
        if (type == long.class || type == Long.class) {
            long greatest = form == WireField.Form.UINT64 ? Long.MAX_VALUE : 0xFFFF_FFFFL;
            return something ? random.nextLong() & greatest : 0L;
        }
        if (type == double.class || type == Double.class) {
            return something ? random.nextInt(1_000_000) / 10_000.0 : 0.0;
        }
        if (type == Duration.class) {
            return Duration.ofNanos(random.nextLong());
        }
        if (type == Bytes.class) {
            return Bytes.ofUtf8(text());
        }
        Object[] constants = type.getEnumConstants();
        return constants[something ? random.nextInt(constants.length) : 0];
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** Which names are written. */
    enum Naming {
        JSON,
        PROTO
    }

    /** The object as JSON, without what has the value of a missing field. */
    static String write(Object value, Naming naming) {
        return new Writer(naming).write(value, WireField.Form.NATURAL);
    }

    private record Writer(Naming naming) {
        String write(Object value, WireField.Form form) {
            if (value instanceof Record content) {
                return "{" + String.join(", ", fields(content)) + "}";
            }
            if (value instanceof List<?> list) {
                List<String> items = new ArrayList<>();
                list.forEach(item -> items.add(write(item, form)));
                return "[" + String.join(", ", items) + "]";
            }
            if (value instanceof Map<?, ?> map) {
                List<String> entries = new ArrayList<>();
                map.forEach((key, item) -> entries.add(quote(String.valueOf(key)) + ": " + write(item, form)));
                return "{" + String.join(", ", entries) + "}";
            }
            if (value instanceof Bytes bytes) {
                return quote(
                        form == WireField.Form.TEXT
                                ? new String(bytes.toArray(), java.nio.charset.StandardCharsets.UTF_8)
                                : java.util.Base64.getEncoder().encodeToString(bytes.toArray()));
            }
            if (value instanceof Duration duration) {
                return quote(duration.toNanos() + "ns");
            }
            boolean isText = value instanceof String || value instanceof Enum<?>;
            return isText ? quote(value.toString()) : value.toString();
        }

        private List<String> fields(Record content) {
            List<String> fields = new ArrayList<>();
            for (RecordComponent component : content.getClass().getRecordComponents()) {
                Object value = get(content, component);
                WireObject annotation = component.getType().getAnnotation(WireObject.class);
                if (value == null || form(component) == WireField.Form.STATUS) {
                    continue;
                }
                if (annotation != null && annotation.place() == WireObject.Place.ENCLOSING_OBJECT) {
                    fields.addAll(fields((Record) value));
                } else {
                    fields.add(quote(name(component)) + ": " + write(value, form(component)));
                }
            }
            return fields;
        }

        private String name(RecordComponent component) {
            WireField annotation = component.getAnnotation(WireField.class);
            if (naming == Naming.JSON) {
                return component.getName();
            }
            if (annotation != null && !annotation.protoName().isEmpty()) {
                return annotation.protoName();
            }
            StringBuilder name = new StringBuilder();
            component
                    .getName()
                    .chars()
                    .forEach(c ->
                            name.append(Character.isUpperCase(c) ? "_" : "").append((char) Character.toLowerCase(c)));
            return name.toString();
        }

        private static @Nullable Object get(Record content, RecordComponent component) {
            try {
                component.getAccessor().setAccessible(true);
                return component.getAccessor().invoke(content);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(String.valueOf(e.getMessage()), e);
            }
        }
    }

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    static WireField.Form form(RecordComponent component) {
        WireField annotation = component.getAnnotation(WireField.class);
        return annotation == null ? WireField.Form.NATURAL : annotation.form();
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }
}
