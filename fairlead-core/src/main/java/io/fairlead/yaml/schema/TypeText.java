package io.fairlead.yaml.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One line of the table, taken apart from left to right. For one use. */
final class TypeText {
    private final String line;
    private final Function<String, ObjectType> objectTypes;
    private int at;

    /**
     * @param objectTypes finds the type of an object by its name, or makes an empty one
     */
    TypeText(String line, Function<String, ObjectType> objectTypes) {
        this.line = line;
        this.objectTypes = objectTypes;
    }

    /** The next word. */
    String word() {
        skipBlanks();
        int start = at;
        while (at < line.length() && " []{}".indexOf(line.charAt(at)) < 0) {
            at++;
        }
        if (at == start) {
            throw new IllegalStateException("a word is missing at " + at + ": " + line);
        }
        return line.substring(start, at);
    }

    /** All further words. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        skipBlanks();
        while (at < line.length()) {
            words.add(word());
            skipBlanks();
        }
        return words;
    }

    /** Nothing may follow. */
    void expectEnd() {
        skipBlanks();
        if (at != line.length()) {
            throw new IllegalStateException("not understood from " + at + ": " + line);
        }
    }

    /** The next type with its limits. */
    ValueType type() {
        if (take('[')) {
            ValueType element = type();
            expect(']');
            return new ListType(element, limits());
        }
        if (take('{')) {
            ValueType value = type();
            expect('}');
            return new MapType(value, limits());
        }
        return named(word());
    }

    private ValueType named(String name) {
        return switch (name) {
            case "any" -> new AnyType();
            case "bool" -> new BoolType();
            case "text" -> new TextType(limits());
            case "bytes" -> new BytesType();
            case "duration" -> new DurationType();
            case "int32" -> new NumberType(NumberType.Kind.WHOLE, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "uint32" -> new NumberType(NumberType.Kind.WHOLE, 0, 0xFFFF_FFFFL);
            case "port" -> new NumberType(NumberType.Kind.WHOLE, 1, 65_535);
            case "int" -> number(NumberType.Kind.WHOLE);
            case "number" -> number(NumberType.Kind.ANY);
            case "enum" -> new EnumType(List.of(word().split("\\|", -1)));
            default -> objectTypes.apply(name);
        };
    }

    private ValueType number(NumberType.Kind kind) {
        String[] range = range();
        double least = range[0].isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(range[0]);
        double most = range[1].isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(range[1]);
        return new NumberType(kind, least, most);
    }

    private Limits limits() {
        String[] range = range();
        List<Rule> rules = new ArrayList<>();
        while (takeWord("rule")) {
            rules.add(Rule.of(word()));
        }
        int least = range[0].isEmpty() ? 0 : Integer.parseInt(range[0]);
        int most = range[1].isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(range[1]);
        return new Limits(least, most, rules);
    }

    /** Both ends of a range if one follows, "" for an open end. */
    private String[] range() {
        skipBlanks();
        int start = at;
        while (at < line.length() && "0123456789.".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
        String range = line.substring(start, at);
        int dots = range.indexOf("..");
        return dots < 0 ? new String[] {"", ""} : new String[] {range.substring(0, dots), range.substring(dots + 2)};
    }

    private boolean takeWord(String word) {
        skipBlanks();
        int end = at + word.length();
        boolean found = line.startsWith(word, at) && (end == line.length() || " ]}".indexOf(line.charAt(end)) >= 0);
        at = found ? end : at;
        return found;
    }

    private boolean take(char c) {
        skipBlanks();
        boolean found = at < line.length() && line.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw new IllegalStateException("'" + c + "' is missing at " + at + ": " + line);
        }
    }

    private void skipBlanks() {
        while (at < line.length() && line.charAt(at) == ' ') {
            at++;
        }
    }
}
