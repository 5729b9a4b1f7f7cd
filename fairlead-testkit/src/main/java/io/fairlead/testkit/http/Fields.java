package io.fairlead.testkit.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The lines of a header or trailer block.
 *
 * @param lines in the order of the message
 */
public record Fields(List<Field> lines) {
    /** No lines. */
    public static final Fields NONE = new Fields(List.of());

    public Fields {
        lines = List.copyOf(lines);
    }

    /** All values of a name in any case, in order. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The first value of a name in any case. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** Whether a comma list of tokens, spread over any number of lines, has a token in any case. */
    public boolean hasToken(String name, String token) {
        return all(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(part -> part.strip().equalsIgnoreCase(token));
    }

    /** The values by lower-cased name. */
    public Map<String, List<String>> byLowerName() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (Field line : lines) {
            map.computeIfAbsent(line.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.value());
        }
        return map;
    }
}
