package io.fairlead.routing.regex;

import java.util.List;
import java.util.Random;

/**
 * A random pattern, made together with random texts that mostly match it: each part of the pattern knows how to write a text
 * for itself.
 */
final class RandomPattern {
    private static final List<String> LETTERS = List.of(
            "a", "b", "k", "s", "K", "S", "/", "0", "7", "\u00e9", "\u017f", "\u212a", "\u20ac", "\ud83d\ude00", "\n");
    private static final List<String> CLASSES = List.of(
            "[ab]",
            "[^a]",
            "[a-k]",
            "[^/]",
            "\\d",
            "\\D",
            "\\w",
            "\\W",
            "\\s",
            "[[:alpha:]]",
            "[[:^digit:]/]",
            ".",
            "[\\w-]",
            "[]a]",
            "[^]a]",
            "[k\\d]",
            "\\x61",
            "\\x{e9}",
            "[\u00e0-\u00ff]",
            "\\.",
            "\\/",
            "[a-]",
            "[^\\x{20ac}]");
    private static final List<String> REPEATS =
            List.of("*", "+", "?", "*?", "+?", "??", "{2}", "{1,}", "{0,2}", "{1,3}?", "{0}", "{,2}", "{a");

    private final Random random;
    private final String pattern;
    private final Part part;

    private interface Part {
        void write(StringBuilder text);
    }

    RandomPattern(Random random) {
        this.random = random;
        StringBuilder out = new StringBuilder();
        out.append(
                random.nextInt(5) == 0
                        ? List.of("(?i)", "(?s)", "(?is)", "^", "\\A", "(?U)").get(random.nextInt(6))
                        : "");
        this.part = choice(out, 3);
        out.append(random.nextInt(10) == 0 ? random.nextBoolean() ? "$" : "\\z" : "");
        this.pattern = out.toString();
    }

    String pattern() {
        return pattern;
    }

    /** A text that often matches. */
    String text() {
        StringBuilder text = new StringBuilder();
        part.write(text);
        if (random.nextInt(3) == 0) {
            mutate(text);
        }
        return text.toString();
    }

    private void mutate(StringBuilder text) {
        int at = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
        if (random.nextBoolean() && at < text.length()) {
            text.delete(at, text.offsetByCodePoints(at, 1));
        } else {
            text.insert(at, pick(LETTERS));
        }
    }

    private Part choice(StringBuilder out, int depth) {
        Part first = sequence(out, depth);
        if (random.nextInt(4) != 0) {
            return first;
        }
        out.append('|');
        Part second = sequence(out, depth);
        return text -> (random.nextBoolean() ? first : second).write(text);
    }

    private Part sequence(StringBuilder out, int depth) {
        Part all = text -> {};
        for (int i = random.nextInt(4); i > 0; i--) {
            Part before = all;
            Part next = repeated(out, depth);
            all = text -> {
                before.write(text);
                next.write(text);
            };
        }
        return all;
    }

    private Part repeated(StringBuilder out, int depth) {
        Part one = atom(out, depth);
        if (random.nextInt(3) != 0) {
            return one;
        }
        out.append(pick(REPEATS));
        return text -> {
            for (int i = random.nextInt(4); i > 0; i--) {
                one.write(text);
            }
        };
    }

    private Part atom(StringBuilder out, int depth) {
        int kind = random.nextInt(10);
        if (kind < 3 && depth > 0) {
            out.append(List.of("(", "(?:", "(?P<n" + random.nextInt(1_000_000) + ">", "(?i:", "(?-i:", "(?s:", "(?i-s:")
                    .get(random.nextInt(7)));
            Part inner = choice(out, depth - 1);
            out.append(')');
            return inner;
        } else if (kind < 6) {
            out.append(pick(CLASSES));
            return text -> text.append(pick(LETTERS));
        } else if (kind == 6 && random.nextInt(4) == 0) {
            out.append(random.nextBoolean() ? "^" : "$");
            return text -> {};
        }
        String letter = pick(LETTERS);
        out.append(letter);
        return text -> text.append(random.nextInt(6) == 0 ? swapped(letter) : letter);
    }

    private static String swapped(String letter) {
        char c = letter.charAt(0);
        boolean ascii = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
        return ascii ? String.valueOf((char) (c ^ 0x20)) : letter;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
