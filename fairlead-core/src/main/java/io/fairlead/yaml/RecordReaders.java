package io.fairlead.yaml;

import io.fairlead.resource.Bytes;
import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.resource.WireField;
import io.fairlead.resource.WireObject;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the readers of all kinds from the records themselves, once, when the class is first used. A field that is added
 * to a record is read from then on; what the Java type does not tell stands in {@link WireField} and {@link WireObject}.
 */
final class RecordReaders {
    private static final RecordReaders ALL = new RecordReaders();

    private final Map<Class<?>, RecordReader> byType = new HashMap<>();
    private final Map<ResourceKind, RecordReader> byKind = new EnumMap<>(ResourceKind.class);
    private final RecordReader metadata;

    private RecordReaders() {
        metadata = object(ObjectMeta.class);
        for (Class<?> type : ResourceSpec.class.getPermittedSubclasses()) {
            byKind.put(kindOf(type), object(type));
        }
    }

    /** The reader of what a kind says. */
    static RecordReader of(ResourceKind kind) {
        RecordReader reader = ALL.byKind.get(kind);
        if (reader == null) {
            throw new IllegalStateException("no record for " + kind);
        }
        return reader;
    }

    /** The reader of {@link ObjectMeta}. */
    static RecordReader metadata() {
        return ALL.metadata;
    }

    /** Whether a kind's fields stand beside {@code metadata} instead of in {@code spec}. */
    static boolean isTopLevel(ResourceKind kind) {
        for (Class<?> type : ResourceSpec.class.getPermittedSubclasses()) {
            if (kindOf(type) == kind) {
                return place(type) == WireObject.Place.TOP_LEVEL;
            }
        }
        throw new IllegalStateException("no record for " + kind);
    }

    private static ResourceKind kindOf(Class<?> type) {
        for (ResourceKind kind : ResourceKind.values()) {
            if (kind.kindName().equals(type.getSimpleName())) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind for " + type);
    }

    private static WireObject.Place place(Class<?> type) {
        WireObject annotation = type.getAnnotation(WireObject.class);
        return annotation == null ? WireObject.Place.OWN_OBJECT : annotation.place();
    }

    private RecordReader object(Class<?> type) {
        RecordReader known = byType.get(type);
        if (known == null) {
            known = type.isRecord() ? ofRecord(type) : ofUnion(type);
            byType.put(type, known);
        }
        return known;
    }

    private RecordReader ofRecord(Class<?> type) {
        List<RecordReader.Component> components = new ArrayList<>();
        Map<String, RecordReader.Slot> slots = new HashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            int index = components.size();
            Class<?> raw = component.getType();
            if (form(component) == WireField.Form.STATUS) {
                components.add(new RecordReader.Component(null, value(component)));
            } else if (raw.isSealed() && place(raw) == WireObject.Place.ENCLOSING_OBJECT) {
                components.add(new RecordReader.Component(null, null));
                members(raw, index).forEach(slot -> add(slots, slot, ""));
            } else {
                ValueReader reader = value(component);
                components.add(new RecordReader.Component(reader.absent(), null));
                add(
                        slots,
                        new RecordReader.Slot(component.getName(), servedName(component), index, reader, null, 0),
                        protoName(component));
            }
        }
        Set<String> ignored = new HashSet<>();
        WireObject annotation = type.getAnnotation(WireObject.class);
        if (annotation != null) {
            ignored.addAll(List.of(annotation.ignored()));
        }
        if (place(type) == WireObject.Place.TOP_LEVEL) {
            ignored.addAll(ObjectReader.COMMON_FIELDS);
        }
        return new RecordReader(type.getSimpleName(), maker(type), components, slots, ignored);
    }

    /** A one-of that is an object by itself; its member without components is the empty object. */
    private RecordReader ofUnion(Class<?> type) {
        Object empty = null;
        for (Class<?> member : type.getPermittedSubclasses()) {
            if (member.getRecordComponents().length == 0) {
                empty = maker(member).make(new Object[0]);
            }
        }
        Map<String, RecordReader.Slot> slots = new HashMap<>();
        members(type, 0).forEach(slot -> add(slots, slot, ""));
        RecordReader.Maker first = values -> {
            if (values[0] == null) {
                throw new IllegalStateException(type + " has no member for the empty object");
            }
            return values[0];
        };
        return new RecordReader(
                type.getSimpleName(), first, List.of(new RecordReader.Component(empty, null)), slots, Set.of());
    }

    /** The names that a one-of adds to its object; each member is a record of one component with the JSON name. */
    private List<RecordReader.Slot> members(Class<?> union, int component) {
        List<RecordReader.Slot> slots = new ArrayList<>();
        for (Class<?> member : union.getPermittedSubclasses()) {
            if (member.getRecordComponents().length == 1) {
                RecordComponent content = member.getRecordComponents()[0];
                slots.add(new RecordReader.Slot(
                        content.getName(), content.getName(), component, value(content), maker(member), slots.size()));
            }
        }
        return slots;
    }

    private static void add(Map<String, RecordReader.Slot> slots, RecordReader.Slot slot, String protoName) {
        String proto = protoName.isEmpty() ? snakeCase(slot.name()) : protoName;
        if (slots.put(slot.name(), slot) != null || (!proto.equals(slot.name()) && slots.put(proto, slot) != null)) {
            throw new IllegalStateException("two fields are called " + slot.name());
        }
    }

    private static WireField.Form form(RecordComponent component) {
        WireField annotation = component.getAnnotation(WireField.class);
        return annotation == null ? WireField.Form.NATURAL : annotation.form();
    }

    private static String protoName(RecordComponent component) {
        WireField annotation = component.getAnnotation(WireField.class);
        return annotation == null ? "" : annotation.protoName();
    }

    /** The second name that Kubernetes takes, nearly always the same as the first. */
    private static String servedName(RecordComponent component) {
        WireField annotation = component.getAnnotation(WireField.class);
        boolean two = annotation != null && annotation.protoNameServed();
        return two ? snakeCase(component.getName()) : component.getName();
    }

    private static String snakeCase(String jsonName) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < jsonName.length(); i++) {
            char c = jsonName.charAt(i);
            name.append(Character.isUpperCase(c) ? "_" : "").append(c);
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    private ValueReader value(RecordComponent component) {
        WireField annotation = component.getAnnotation(WireField.class);
        if (annotation != null && annotation.closed()) {
            return new ScalarReaders.Constant(component.getType(), true);
        }
        return value(component.getAnnotatedType(), form(component));
    }

    private ValueReader value(AnnotatedType type, WireField.Form form) {
        Class<?> raw = raw(type.getType());
        if (raw == List.class) {
            return new CollectionReaders.ListReader(value(argument(type, 0), form));
        }
        if (raw == Map.class) {
            return new CollectionReaders.MapReader(value(argument(type, 1), form));
        }
        boolean nullable = type.isAnnotationPresent(Nullable.class);
        ValueReader scalar = scalar(raw, form, nullable ? Absence.NULL : Absence.ZERO);
        return scalar == null ? object(raw) : scalar;
    }

    /** What a field that is not written has. */
    private enum Absence {
        NULL,
        ZERO
    }

    private static @Nullable ValueReader scalar(Class<?> type, WireField.Form form, Absence absence) {
        boolean nullable = absence == Absence.NULL;
        if (type == String.class) {
            return form == WireField.Form.INT_OR_STRING
                    ? new ScalarReaders.NumberOrText()
                    : new ScalarReaders.Text(nullable ? null : "");
        }
        if (type == boolean.class || type == Boolean.class) {
            return new ScalarReaders.Truth(nullable ? null : false);
        }
        if (type == Bytes.class) {
            return form == WireField.Form.TEXT ? new ScalarReaders.TextBytes() : new ScalarReaders.Base64Bytes();
        }
        if (type == Duration.class) {
            return new ScalarReaders.Time();
        }
        if (type == Instant.class) {
            return new ScalarReaders.Moment();
        }
        if (type.isEnum()) {
            return new ScalarReaders.Constant(type, false);
        }
        NumberReader.Type number = number(type, form);
        return number == null ? null : NumberReader.of(number, nullable);
    }

    private static NumberReader.@Nullable Type number(Class<?> type, WireField.Form form) {
        if (type == int.class || type == Integer.class) {
            return NumberReader.Type.INT32;
        }
        if (type == double.class || type == Double.class) {
            return NumberReader.Type.DOUBLE;
        }
        if (type != long.class && type != Long.class) {
            return null;
        }
        return switch (form) {
            case UINT64 -> NumberReader.Type.UINT64;
            case INT64 -> NumberReader.Type.INT64;
            default -> NumberReader.Type.UINT32;
        };
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
    }

    private static RecordReader.Maker maker(Class<?> type) {
        Class<?>[] parameters = new Class<?>[type.getRecordComponents().length];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = type.getRecordComponents()[i].getType();
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            return values -> construct(constructor, values);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("no canonical constructor in " + type, e);
        }
    }

    private static Object construct(Constructor<?> constructor, @Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot make a " + constructor.getDeclaringClass(), e);
        }
    }
}
