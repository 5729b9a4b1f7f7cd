package io.fairlead.routing.regex;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what stands in brackets, from behind the opening one. */
final class ClassParser {
    private static final Map<String, CodePoints> POSIX = Map.ofEntries(
            Map.entry("alnum", ranges("09AZaz")),
            Map.entry("alpha", ranges("AZaz")),
            Map.entry("ascii", CodePoints.of(0, 0x7f)),
            Map.entry("blank", ranges("\t\t  ")),
            Map.entry("cntrl", CodePoints.of(0, 0x1f).or(CodePoints.of(0x7f, 0x7f))),
            Map.entry("digit", CodePoints.DIGIT),
            Map.entry("graph", ranges("!~")),
            Map.entry("lower", ranges("az")),
            Map.entry("print", ranges(" ~")),
            Map.entry("punct", ranges("!/:@[`{~")),
            Map.entry("space", ranges("\t\r  ")),
            Map.entry("upper", ranges("AZ")),
            Map.entry("word", CodePoints.WORD),
            Map.entry("xdigit", ranges("09AFaf")));

    private final PatternText text;
    private final boolean foldsCase;

    ClassParser(PatternText text, boolean foldsCase) {
        this.text = text;
        this.foldsCase = foldsCase;
    }

    CodePoints parse() throws UnsupportedPatternException {
        boolean negated = text.take('^');
        CodePoints set = CodePoints.NONE;
        boolean first = true;
        while (first || !text.isAt(']')) {
            first = false;
            set = set.or(item());
        }
        text.next();
        return negated ? set.not() : set;
    }

    private CodePoints item() throws UnsupportedPatternException {
        if (text.isAt("[:")) {
            return posix();
        }
        CodePoints shorthand = text.isAt('\\') ? afterBackslash() : null;
        if (shorthand != null) {
            return shorthand;
        }
        int from = single();
        int to = from;
        if (text.isAt('-') && !text.isAt("-]")) {
            text.next();
            to = single();
        }
        CodePoints set = CodePoints.of(from, to);
        return foldsCase ? folded(set) : set;
    }

    private @Nullable CodePoints afterBackslash() throws UnsupportedPatternException {
        PatternText.Mark mark = text.mark();
        text.next();
        CodePoints shorthand = shorthand(text, foldsCase);
        if (shorthand == null) {
            text.reset(mark);
        }
        return shorthand;
    }

    private int single() throws UnsupportedPatternException {
        return text.take('\\') ? text.escaped() : text.next();
    }

    private CodePoints posix() throws UnsupportedPatternException {
        for (Map.Entry<String, CodePoints> entry : POSIX.entrySet()) {
            CodePoints set = foldsCase ? folded(entry.getValue()) : entry.getValue();
            if (text.take("[:" + entry.getKey() + ":]")) {
                return set;
            } else if (text.take("[:^" + entry.getKey() + ":]")) {
                return set.not();
            }
        }
        throw new UnsupportedPatternException("a bracket in brackets");
    }

    /** Reads {@code \d} and its like behind the backslash; null, and nothing is read, if it is something else. */
    static @Nullable CodePoints shorthand(PatternText text, boolean foldsCase) throws UnsupportedPatternException {
        CodePoints set;
        if (text.isAt('d') || text.isAt('D')) {
            set = CodePoints.DIGIT;
        } else if (text.isAt('s') || text.isAt('S')) {
            set = CodePoints.SPACE;
        } else if (text.isAt('w') || text.isAt('W')) {
            set = CodePoints.WORD;
        } else {
            return null;
        }
        boolean negated = text.next() < 'a';
        set = foldsCase ? folded(set) : set;
        return negated ? set.not() : set;
    }

    static CodePoints folded(CodePoints set) throws UnsupportedPatternException {
        if (!set.isAscii()) {
            throw new UnsupportedPatternException("case folding beyond ASCII");
        }
        return set.foldedAscii();
    }

    private static CodePoints ranges(String pairs) {
        CodePoints set = CodePoints.NONE;
        for (int i = 0; i < pairs.length(); i += 2) {
            set = set.or(CodePoints.of(pairs.charAt(i), pairs.charAt(i + 1)));
        }
        return set;
    }
}
