package io.fairlead.routing.regex;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link PatternLiterals} of a pattern. Anchors are taken for empty text, which can only make sets larger.
 *
 * @param folded whether texts are lower-cased
 */
record LiteralAnalysis(boolean folded) {
    private static final int MAX_SET = 16;
    private static final int MAX_CLASS = 4;
    private static final int MAX_TEXT = 512;
    private static final int MAX_ITEMS = 512;
    private static final Set<String> EMPTY_TEXT = Set.of("");
    private static final RegexNode ANYTHING =
            new RegexNode.Repeat(new RegexNode.Chars(CodePoints.ALL), 0, RegexNode.Repeat.UNBOUNDED);

    PatternLiterals of(RegexNode node) {
        Set<String> all = finite(node);
        if (all != null) {
            Set<String> affix = unlessEmpty(all);
            List<Set<String>> factors = affix.isEmpty() ? List.of() : List.of(affix);
            return new PatternLiterals(folded, all, affix, affix, factors);
        } else if (node instanceof RegexNode.Choice choice) {
            return ofChoice(choice);
        }
        List<RegexNode> items = new ArrayList<>();
        flatten(node, items);
        return ofSequence(items);
    }

    private PatternLiterals ofChoice(RegexNode.Choice choice) {
        PatternLiterals first = of(choice.nodes().get(0));
        Set<String> prefixes = first.prefixes();
        Set<String> suffixes = first.suffixes();
        Set<String> factor = first.bestFactor();
        for (RegexNode branch : choice.nodes().subList(1, choice.nodes().size())) {
            PatternLiterals other = of(branch);
            prefixes = either(prefixes, other.prefixes());
            suffixes = either(suffixes, other.suffixes());
            factor = either(factor, other.bestFactor());
        }
        return new PatternLiterals(
                folded, Set.of(), prefixes, suffixes, factor.isEmpty() ? List.of() : List.of(factor));
    }

    /** Runs of parts with few texts are multiplied out; between runs there may be anything. */
    private PatternLiterals ofSequence(List<RegexNode> items) {
        Set<String> run = EMPTY_TEXT;
        @Nullable Set<String> prefixes = null;
        List<Set<String>> factors = new ArrayList<>();
        for (RegexNode item : items) {
            Set<String> texts = isWide(item) ? null : finite(item);
            Set<String> longer = texts == null ? null : product(run, texts);
            if (longer != null) {
                run = longer;
                continue;
            }
            prefixes = prefixes == null ? run : prefixes;
            factors.add(run);
            run = texts == null ? EMPTY_TEXT : texts;
            if (texts == null && item instanceof RegexNode.Choice choice) {
                factors.addAll(ofChoice(choice).factors());
            }
        }
        factors.add(run);
        factors.removeIf(set -> unlessEmpty(set).isEmpty());
        return new PatternLiterals(
                folded, Set.of(), unlessEmpty(prefixes == null ? run : prefixes), unlessEmpty(run), factors);
    }

    /** A class like {@code [0-9]}: it would multiply a run by ten, and tell next to nothing. */
    private static boolean isWide(RegexNode item) {
        return item instanceof RegexNode.Chars chars && chars.set().size() > MAX_CLASS;
    }

    /**
     * The parts that surely occur, in order. A repetition stands for its body, then anything, then its body again: the body
     * begins and ends it, even if both are the same one.
     */
    private void flatten(RegexNode node, List<RegexNode> items) {
        if (items.size() > MAX_ITEMS) {
            items.add(ANYTHING);
        } else if (node instanceof RegexNode.Sequence sequence) {
            for (RegexNode part : sequence.nodes()) {
                flatten(part, items);
            }
        } else if (node instanceof RegexNode.Repeat repeat && repeat.min() > 0 && finite(node) == null) {
            flatten(repeat.node(), items);
            items.add(ANYTHING);
            flatten(repeat.node(), items);
        } else {
            items.add(node);
        }
    }

    /** All texts of the node, or null if they are many. */
    private @Nullable Set<String> finite(RegexNode node) {
        if (node instanceof RegexNode.Chars chars) {
            return characters(chars.set());
        } else if (node instanceof RegexNode.Sequence sequence) {
            Set<String> texts = EMPTY_TEXT;
            for (RegexNode part : sequence.nodes()) {
                Set<String> of = finite(part);
                texts = of == null ? null : product(texts, of);
                if (texts == null) {
                    return null;
                }
            }
            return texts;
        } else if (node instanceof RegexNode.Choice choice) {
            Set<String> texts = new HashSet<>();
            for (RegexNode branch : choice.nodes()) {
                Set<String> of = finite(branch);
                if (of == null) {
                    return null;
                }
                texts.addAll(of);
                if (texts.size() > MAX_SET) {
                    return null;
                }
            }
            return texts;
        } else if (node instanceof RegexNode.Repeat repeat) {
            return repetition(repeat);
        }
        return EMPTY_TEXT;
    }

    private @Nullable Set<String> repetition(RegexNode.Repeat repeat) {
        Set<String> body = repeat.max() == RegexNode.Repeat.UNBOUNDED ? null : finite(repeat.node());
        if (body == null) {
            return null;
        }
        Set<String> texts = new HashSet<>();
        Set<String> power = EMPTY_TEXT;
        for (int i = 0; i <= repeat.max(); i++) {
            if (i >= repeat.min()) {
                texts.addAll(power);
            }
            power = i == repeat.max() ? power : product(power, body);
            if (power == null || texts.size() > MAX_SET) {
                return null;
            }
        }
        return texts;
    }

    private @Nullable Set<String> characters(CodePoints set) {
        if (set.size() > MAX_SET * 2) {
            return null;
        }
        Set<String> texts = new HashSet<>();
        for (CodePoints.Range range : set.ranges()) {
            for (int c = range.from(); c <= range.to(); c++) {
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    // Java has no UTF-8 form for half a pair.
                    return null;
                }
                String text = Character.toString(c);
                texts.add(folded && c < 0x80 ? text.toLowerCase(Locale.ROOT) : text);
            }
        }
        return texts.size() > MAX_SET ? null : texts;
    }

    private static @Nullable Set<String> product(Set<String> heads, Set<String> tails) {
        if (heads.size() * tails.size() > MAX_SET) {
            return null;
        }
        Set<String> texts = new HashSet<>();
        for (String head : heads) {
            for (String tail : tails) {
                if (head.length() + tail.length() > MAX_TEXT) {
                    return null;
                }
                texts.add(head + tail);
            }
        }
        return texts;
    }

    private static Set<String> either(Set<String> a, Set<String> b) {
        Set<String> all = new HashSet<>(a);
        all.addAll(b);
        return a.isEmpty() || b.isEmpty() || all.size() > MAX_SET ? Set.of() : all;
    }

    private static Set<String> unlessEmpty(Set<String> texts) {
        return texts.contains("") ? Set.of() : texts;
    }
}
