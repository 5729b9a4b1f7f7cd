package io.fairlead.testkit.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Breaks YAML texts in the ways that people and programs do, and in some that only an attacker does: lines are moved,
 * repeated, indented and cut, values are replaced by values of other texts and by edge cases, characters are changed, and
 * pieces are repeated until the text is large. The same seed gives the same texts. Not thread-safe.
 */
public final class TextMutator {
    private static final List<String> VALUES = List.of(
            "",
            "null",
            "~",
            "yes",
            "off",
            "0",
            "-1",
            "65536",
            "4294967296",
            "1e400",
            ".nan",
            "-.inf",
            "0x1F",
            "0o17",
            "08",
            "1_000",
            "99999999999999999999",
            "'*'",
            "'*.'",
            "'..'",
            "'[::1]:80'",
            "fe80::1%eth0",
            "1.2.3.4/33",
            "unix://",
            "0.5ms",
            "2562048h",
            "'('",
            "'((a{100}){10}){10}'",
            "'\\Q'",
            "'[a-\\d]'",
            "'%A(['",
            "'%'",
            "configmap://",
            "[]",
            "{}",
            "[[[[[[[[]]]]]]]]",
            "{a: {b: {c: {}}}}",
            "[null]",
            "{'': x}",
            "&a [*a]",
            "*a",
            "!!binary aGk=",
            "!!int x",
            "\"\\ud800\"",
            "\"\\x00\"",
            "|",
            ">-",
            "? a",
            "- a",
            "a: b: c",
            "<<",
            "{<<: [{a: b}]}",
            "%YAML 1.2",
            "---",
            "...");
    private static final String CHARACTERS =
            "\"'[]{}:#&*!|>%@`,?-\t \\\u0000\u0007\u0085\u2028\ufeff\ud83d\ue000\uffff\u00e9";
    private static final int MAX_CHANGES = 4;
    private static final int MAX_CHARS = 1 << 20;

    private final RandomGenerator random;
    private final List<String> corpus;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param corpus the texts to break, at least one
     */
    public TextMutator(RandomGenerator random, List<String> corpus) {
        if (corpus.isEmpty()) {
            throw new IllegalArgumentException("an empty corpus");
        }
        this.random = random;
        this.corpus = List.copyOf(corpus);
        corpus.forEach(text -> lines.addAll(List.of(text.split("\n", -1))));
    }

    /** The next broken text, of at most a mebichar or so. */
    public String next() {
        String text = corpus.get(random.nextInt(corpus.size()));
        for (int i = random.nextInt(MAX_CHANGES); i >= 0; i--) {
            text = change(text);
        }
        return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
    }

    private String change(String text) {
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 3 -> changeCharacter(text);
            case 4 -> text.substring(0, random.nextInt(text.length() + 1));
            case 5 -> text + "\n---\n" + corpus.get(random.nextInt(corpus.size()));
            case 6 -> text.replace("\n", "\r\n");
            case 7 -> repeatLines(text);
            case 8 -> nest(text);
            default -> changeLine(text);
        };
    }

    private String changeCharacter(String text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(2));
        return text.substring(0, at) + CHARACTERS.charAt(random.nextInt(CHARACTERS.length())) + text.substring(end);
    }

    /** Repeats some lines, now and then so often that they fill the text, which shows what takes too long. */
    private String repeatLines(String text) {
        List<String> all = new ArrayList<>(List.of(text.split("\n", -1)));
        int from = random.nextInt(all.size());
        List<String> piece = List.copyOf(all.subList(from, Math.min(all.size(), from + 1 + random.nextInt(4))));
        int room = MAX_CHARS / (1 + String.join("\n", piece).length());
        int times = random.nextInt(8) == 0 ? room : random.nextInt(20);
        List<String> repeated = new ArrayList<>(all.subList(0, from));
        boolean numbered = random.nextBoolean();
        for (int i = 0; i < times; i++) {
            for (String line : piece) {
                repeated.add(numbered ? numbered(line, i) : line);
            }
        }
        repeated.addAll(all.subList(from, all.size()));
        return String.join("\n", repeated);
    }

    /** A line with a number behind its key, or behind its first letter. */
    private static String numbered(String line, int number) {
        int colon = line.indexOf(':');
        return colon < 0 ? line + number : line.substring(0, colon) + number + line.substring(colon);
    }

    private String nest(String text) {
        String bracket = random.nextBoolean() ? "[" : "{a: ";
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + bracket.repeat(1 + random.nextInt(2_000)) + text.substring(at);
    }

    private String changeLine(String text) {
        List<String> all = new ArrayList<>(List.of(text.split("\n", -1)));
        int at = random.nextInt(all.size());
        String line = all.get(at);
        int value = line.indexOf(": ") + 2;
        switch (random.nextInt(9)) {
            case 0 -> all.remove(at);
            case 1 -> all.add(at, line);
            case 2 -> all.set(at, " ".repeat(random.nextInt(4)) + line);
            case 3 -> {
                int blank = Math.max(0, line.indexOf(' '));
                all.set(at, line.substring(0, blank) + "\t" + line.substring(blank));
            }
            case 4 -> all.add(at, lines.get(random.nextInt(lines.size())));
            case 5 -> all.set(at, line.stripLeading());
            default ->
                all.set(at, (value > 1 ? line.substring(0, value) : "") + VALUES.get(random.nextInt(VALUES.size())));
        }
        return String.join("\n", all);
    }
}
