package io.fairlead.routing.match;

import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.regex.BytePattern;
import io.fairlead.routing.regex.PatternLiterals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A test of one value, made ready for bytes. Immutable; allocates nothing unless {@link BytePattern} does. */
abstract class ValueTest {
    /** Whether the bytes {@code from..to} satisfy it. */
    abstract boolean test(byte[] bytes, int from, int to);

    /** What is true of every value that satisfies it. */
    List<Predicate> necessary(Predicate.Subject subject) {
        return List.of();
    }

    static ValueTest of(StringMatcher matcher) {
        if (matcher instanceof StringMatcher.Exact exact) {
            return new Exact(utf8(exact.value()));
        } else if (matcher instanceof StringMatcher.Prefix prefix) {
            return new Prefix(utf8(prefix.value()));
        } else if (matcher instanceof StringMatcher.Regex regex) {
            return new Regex(BytePattern.compile(regex.pattern()));
        } else if (matcher instanceof StringMatcher.Present) {
            return new Any();
        }
        throw new AssertionError(matcher);
    }

    static ValueTest of(PathMatcher matcher) {
        if (matcher instanceof PathMatcher.Exact exact) {
            return exact.ignoreCase() ? new FoldedExact(utf8(exact.path())) : new Exact(utf8(exact.path()));
        } else if (matcher instanceof PathMatcher.Prefix prefix) {
            return prefix.ignoreCase() ? new FoldedPrefix(utf8(prefix.prefix())) : new Prefix(utf8(prefix.prefix()));
        } else if (matcher instanceof PathMatcher.Regex regex) {
            return new Regex(BytePattern.compile(regex.pattern()));
        }
        throw new AssertionError(matcher);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Predicate predicate(Predicate.Subject subject, Predicate.Kind kind, AsciiCase letters, byte[] key) {
        return new Predicate(subject, kind, letters, Set.of(new String(key, StandardCharsets.UTF_8)));
    }

    private static boolean foldedEquals(byte[] folded, byte[] bytes, int from) {
        for (int i = 0; i < folded.length; i++) {
            if (folded[i] != AsciiCase.lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    private static final class Exact extends ValueTest {
        private final byte[] value;

        Exact(byte[] value) {
            this.value = value;
        }

        @Override
        List<Predicate> necessary(Predicate.Subject subject) {
            return List.of(predicate(subject, Predicate.Kind.EXACT, AsciiCase.SENSITIVE, value));
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return Arrays.equals(value, 0, value.length, bytes, from, to);
        }
    }

    private static final class Prefix extends ValueTest {
        private final byte[] prefix;

        Prefix(byte[] prefix) {
            this.prefix = prefix;
        }

        @Override
        List<Predicate> necessary(Predicate.Subject subject) {
            return prefix.length == 0
                    ? List.of()
                    : List.of(predicate(subject, Predicate.Kind.PREFIX, AsciiCase.SENSITIVE, prefix));
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return to - from >= prefix.length
                    && Arrays.equals(prefix, 0, prefix.length, bytes, from, from + prefix.length);
        }
    }

    private static final class FoldedExact extends ValueTest {
        private final byte[] folded;

        FoldedExact(byte[] value) {
            this.folded = AsciiCase.FOLDED.of(value);
        }

        @Override
        List<Predicate> necessary(Predicate.Subject subject) {
            return List.of(predicate(subject, Predicate.Kind.EXACT, AsciiCase.FOLDED, folded));
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return to - from == folded.length && foldedEquals(folded, bytes, from);
        }
    }

    private static final class FoldedPrefix extends ValueTest {
        private final byte[] folded;

        FoldedPrefix(byte[] prefix) {
            this.folded = AsciiCase.FOLDED.of(prefix);
        }

        @Override
        List<Predicate> necessary(Predicate.Subject subject) {
            return folded.length == 0
                    ? List.of()
                    : List.of(predicate(subject, Predicate.Kind.PREFIX, AsciiCase.FOLDED, folded));
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return to - from >= folded.length && foldedEquals(folded, bytes, from);
        }
    }

    private static final class Regex extends ValueTest {
        private final BytePattern pattern;

        Regex(BytePattern pattern) {
            this.pattern = pattern;
        }

        @Override
        List<Predicate> necessary(Predicate.Subject subject) {
            PatternLiterals literals = pattern.literals();
            AsciiCase letters = literals.folded() ? AsciiCase.FOLDED : AsciiCase.SENSITIVE;
            List<Predicate> predicates = new ArrayList<>();
            predicates.add(new Predicate(subject, Predicate.Kind.EXACT, letters, literals.whole()));
            predicates.add(new Predicate(subject, Predicate.Kind.SUFFIX, letters, literals.suffixes()));
            predicates.add(new Predicate(subject, Predicate.Kind.PREFIX, letters, literals.prefixes()));
            for (Set<String> factor : literals.factors()) {
                predicates.add(new Predicate(subject, Predicate.Kind.FACTOR, letters, factor));
            }
            predicates.removeIf(predicate -> predicate.keys().isEmpty());
            return predicates;
        }

        @Override
        boolean test(byte[] bytes, int from, int to) {
            return pattern.matches(bytes, from, to);
        }
    }

    private static final class Any extends ValueTest {
        @Override
        boolean test(byte[] bytes, int from, int to) {
            return true;
        }
    }
}
