package io.fairlead.testkit.conformance;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One YAML or JSON mapping with typed access to its members; all of them are optional.
 *
 * <p>A member of another type than asked for is a mistake in a fixture, hence an {@link IllegalArgumentException}.
 */
record Yaml(String where, Map<String, @Nullable Object> members) {
    static Yaml parse(String where, String text) {
        return of(where, new Load(LoadSettings.builder().setLabel(where).build()).loadFromString(text));
    }

    static Yaml of(String where, @Nullable Object value) {
        if (value == null) {
            return new Yaml(where, Map.of());
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(where + " is no mapping: " + value);
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(String.valueOf(name), member));
        return new Yaml(where, members);
    }

    /** These members with those of another mapping in their place. */
    Yaml overlaidBy(Yaml other) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(members);
        merged.putAll(other.members);
        return new Yaml(other.where, merged);
    }

    /** Refuses members that are not known, so that no wish of a case is overlooked. */
    Yaml onlyKnown(Set<String> names) {
        for (String name : members.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(where + " has an unknown member " + name);
            }
        }
        return this;
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    String text(String name, String otherwise) {
        Object value = members.get(name);
        return value == null ? otherwise : String.valueOf(value);
    }

    int number(String name, int otherwise) {
        Object value = members.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException(where + ": " + name + " is no number: " + value);
    }

    boolean flag(String name) {
        Object value = members.get(name);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new IllegalArgumentException(where + ": " + name + " is neither true nor false: " + value);
    }

    Duration duration(String name, Duration otherwise) {
        Object value = members.get(name);
        return value == null ? otherwise : duration(String.valueOf(value));
    }

    Yaml map(String name) {
        return of(where + "." + name, members.get(name));
    }

    List<@Nullable Object> list(String name) {
        Object value = members.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new IllegalArgumentException(where + ": " + name + " is no list: " + value);
    }

    List<String> texts(String name) {
        return list(name).stream().map(String::valueOf).toList();
    }

    List<Yaml> maps(String name) {
        return list(name).stream().map(item -> of(where + "." + name, item)).toList();
    }

    Map<String, Integer> numbers(String name) {
        Yaml map = map(name);
        Map<String, Integer> numbers = new LinkedHashMap<>();
        map.members.keySet().forEach(key -> numbers.put(key, map.number(key, 0)));
        return numbers;
    }

    /** A mapping of names to lists of texts, as headers are written. */
    Map<String, List<String>> textLists(String name) {
        Yaml map = map(name);
        Map<String, List<String>> lists = new LinkedHashMap<>();
        map.members.keySet().forEach(key -> lists.put(key, map.texts(key)));
        return lists;
    }

    /** A duration of one number and one unit: {@code 250ms}, {@code 1.5s}, {@code 2m}. */
    private static Duration duration(String text) {
        int unitAt = text.length();
        while (unitAt > 0 && Character.isLetter(text.charAt(unitAt - 1))) {
            unitAt--;
        }
        BigDecimal count = new BigDecimal(text.substring(0, unitAt));
        long millis = switch (text.substring(unitAt)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
        return Duration.ofMillis(count.multiply(BigDecimal.valueOf(millis)).longValueExact());
    }
}
