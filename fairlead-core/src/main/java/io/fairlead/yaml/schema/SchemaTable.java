package io.fairlead.yaml.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code fields.txt}, whose head describes its form. A mistake there is one of the program's. */
final class SchemaTable {
    private static final String RESOURCE = "fields.txt";

    private final Map<String, ObjectType> types = new HashMap<>();
    private final Map<String, Boolean> defined = new HashMap<>();

    private SchemaTable() {}

    /** The types of the table by name. */
    static Map<String, ObjectType> read() {
        try (InputStream in = SchemaTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + RESOURCE);
            }
            SchemaTable table = new SchemaTable();
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            table.readAll(lines.lines().toList());
            return Map.copyOf(table.types);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    private void readAll(List<String> lines) {
        ObjectType current = new ObjectType("");
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                if (defined.put(line, true) != null) {
                    throw new IllegalStateException("defined twice: " + line);
                }
                current = type(line);
            } else {
                readMember(line.strip(), current);
            }
        }
        for (String name : types.keySet()) {
            if (!defined.containsKey(name)) {
                throw new IllegalStateException("not defined: " + name);
            }
        }
    }

    private ObjectType type(String name) {
        return types.computeIfAbsent(name, ObjectType::new);
    }

    private void readMember(String line, ObjectType type) {
        TypeText text = new TypeText(line, this::type);
        String word = text.word();
        if (word.equals("one-of")) {
            type.addExclusive(text.words());
        } else if (word.equals("rule")) {
            type.addRule(Rule.of(text.word()));
        } else {
            boolean required = word.endsWith("*");
            String field = required ? word.substring(0, word.length() - 1) : word;
            type.addField(field, text.type());
            if (required) {
                type.require(field);
            }
        }
        text.expectEnd();
    }
}
