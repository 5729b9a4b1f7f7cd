package io.fairlead.routing.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads patterns that RE2 has already accepted, so it need not tell mistakes. Word boundaries, anchors of lines, Unicode
 * classes, quotations and case folding beyond ASCII are left to RE2.
 */
final class RegexParser {
    private static final int MAX_DEPTH = 200;

    private final PatternText text;
    private boolean foldsCase;
    private boolean dotTakesNewline;
    private boolean linewise;
    private boolean folded;
    private int depth;

    private RegexParser(String pattern) {
        this.text = new PatternText(pattern);
    }

    /**
     * What was read.
     *
     * @param folded whether case does not count in some part of the pattern
     */
    record Parsed(RegexNode node, boolean folded) {}

    static Parsed parse(String pattern) throws UnsupportedPatternException {
        RegexParser parser = new RegexParser(pattern);
        RegexNode node = parser.choice();
        if (parser.text.hasMore()) {
            throw new UnsupportedPatternException("text behind the pattern");
        }
        return new Parsed(node, parser.folded);
    }

    private RegexNode choice() throws UnsupportedPatternException {
        if (++depth > MAX_DEPTH) {
            throw new UnsupportedPatternException("nested too deep");
        }
        List<RegexNode> nodes = new ArrayList<>();
        nodes.add(sequence());
        while (text.take('|')) {
            nodes.add(sequence());
        }
        depth--;
        return nodes.size() == 1 ? nodes.get(0) : new RegexNode.Choice(nodes);
    }

    private RegexNode sequence() throws UnsupportedPatternException {
        List<RegexNode> nodes = new ArrayList<>();
        while (text.hasMore() && !text.isAt('|') && !text.isAt(')')) {
            RegexNode node = atom();
            while (true) {
                RegexNode repeated = repeated(node);
                if (repeated == node) {
                    break;
                }
                node = repeated;
            }
            nodes.add(node);
        }
        return nodes.size() == 1 ? nodes.get(0) : new RegexNode.Sequence(nodes);
    }

    /** The node with the repetition that follows; the node itself if none does. */
    private RegexNode repeated(RegexNode node) {
        RegexNode.Repeat repeat;
        if (text.take('*')) {
            repeat = new RegexNode.Repeat(node, 0, RegexNode.Repeat.UNBOUNDED);
        } else if (text.take('+')) {
            repeat = new RegexNode.Repeat(node, 1, RegexNode.Repeat.UNBOUNDED);
        } else if (text.take('?')) {
            repeat = new RegexNode.Repeat(node, 0, 1);
        } else {
            PatternText.Bounds bounds = text.takeBounds();
            if (bounds == null) {
                return node;
            }
            repeat = new RegexNode.Repeat(node, bounds.min(), bounds.max());
        }
        // Greedy or not makes no difference to whether the whole text matches.
        text.take('?');
        return repeat;
    }

    private RegexNode atom() throws UnsupportedPatternException {
        int c = text.next();
        return switch (c) {
            case '(' -> group();
            case '[' -> new RegexNode.Chars(new ClassParser(text, foldsCase).parse());
            case '.' ->
                new RegexNode.Chars(
                        dotTakesNewline
                                ? CodePoints.ALL
                                : CodePoints.of('\n', '\n').not());
            case '^' -> edge(RegexNode.Edge.BEGIN);
            case '$' -> edge(RegexNode.Edge.END);
            case '\\' -> escape();
            default -> literal(c);
        };
    }

    private RegexNode edge(RegexNode.Edge edge) throws UnsupportedPatternException {
        if (linewise) {
            throw new UnsupportedPatternException("anchors of lines");
        }
        return edge;
    }

    private RegexNode escape() throws UnsupportedPatternException {
        if (text.take('A')) {
            return RegexNode.Edge.BEGIN;
        } else if (text.take('z')) {
            return RegexNode.Edge.END;
        }
        CodePoints shorthand = ClassParser.shorthand(text, foldsCase);
        return shorthand != null ? new RegexNode.Chars(shorthand) : literal(text.escaped());
    }

    private RegexNode literal(int c) throws UnsupportedPatternException {
        CodePoints set = CodePoints.of(c, c);
        if (!foldsCase) {
            return new RegexNode.Chars(set);
        }
        folded = true;
        return new RegexNode.Chars(ClassParser.folded(set));
    }

    private RegexNode group() throws UnsupportedPatternException {
        boolean outerFolds = foldsCase;
        boolean outerDot = dotTakesNewline;
        boolean outerLinewise = linewise;
        if (text.take('?')) {
            if (text.take('P') || text.isAt('<')) {
                text.skipPast('>');
            } else if (!flags()) {
                // (?i) without a colon holds up to the end of the group around it.
                return RegexNode.EMPTY;
            }
        }
        RegexNode inner = choice();
        text.next();
        foldsCase = outerFolds;
        dotTakesNewline = outerDot;
        linewise = outerLinewise;
        return inner;
    }

    /** Reads flags; true if a group follows, false if the parenthesis closed behind them. */
    private boolean flags() throws UnsupportedPatternException {
        boolean value = true;
        while (true) {
            int c = text.next();
            switch (c) {
                case 'i' -> foldsCase = value;
                case 's' -> dotTakesNewline = value;
                case 'm' -> linewise = value;
                case 'U' -> {}
                case '-' -> value = false;
                case ':' -> {
                    return true;
                }
                case ')' -> {
                    return false;
                }
                default -> throw new UnsupportedPatternException("flag " + Character.toString(c));
            }
        }
    }
}
