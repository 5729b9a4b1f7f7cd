package io.fairlead.routing.regex;

import java.util.List;
import java.util.Set;

/**
 * Text without which a pattern cannot match: of each set below, every matching text is (or begins with, ends with, holds) at
 * least one member. Empty sets say nothing.
 *
 * @param folded whether members are in lower case, to be looked for in a text with its ASCII letters lower-cased
 * @param whole all texts that may match
 * @param prefixes what a matching text begins with
 * @param suffixes what a matching text ends with
 * @param factors sets of text, of each of which one member stands somewhere in a matching text
 */
public record PatternLiterals(
        boolean folded, Set<String> whole, Set<String> prefixes, Set<String> suffixes, List<Set<String>> factors) {
    /** Nothing is known. */
    public static final PatternLiterals NONE = new PatternLiterals(false, Set.of(), Set.of(), Set.of(), List.of());

    public PatternLiterals {
        whole = Set.copyOf(whole);
        prefixes = Set.copyOf(prefixes);
        suffixes = Set.copyOf(suffixes);
        factors = List.copyOf(factors);
    }

    static PatternLiterals of(RegexParser.Parsed pattern) {
        return new LiteralAnalysis(pattern.folded()).of(pattern.node());
    }

    /** The set of {@link #factors} that tells most. */
    Set<String> bestFactor() {
        Set<String> best = Set.of();
        int length = 0;
        for (Set<String> factor : factors) {
            int shortest = factor.stream().mapToInt(String::length).min().orElse(0);
            if (shortest > length) {
                best = factor;
                length = shortest;
            }
        }
        return best;
    }
}
