package io.fairlead.validate.syntax;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How often an expression repeats its innermost part by counts such as {@code {10,20}}, one inside the other. Go refuses
 * more than 1000 times; RE2/J knows the limit for a single count only, and would build a program of any size.
 */
final class RegexRepetition {
    private static final int LIMIT = 1000;

    private final String pattern;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private long inGroup = 1;
    private long ofAtom = 1;

    private RegexRepetition(String pattern) {
        this.pattern = pattern;
    }

    /** Whether counts inside counts multiply to more than the limit. */
    static boolean isTooLarge(String pattern) {
        return new RegexRepetition(pattern).exceeds();
    }

    private boolean exceeds() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            switch (c) {
                case '\\' -> {
                    escape();
                    ofAtom = 1;
                }
                case '[' -> {
                    skipClass();
                    ofAtom = 1;
                }
                case '(' -> {
                    outer.push(inGroup);
                    inGroup = 1;
                    ofAtom = 1;
                }
                case ')' -> {
                    ofAtom = inGroup;
                    inGroup = Math.max(outer.isEmpty() ? 1 : outer.pop(), ofAtom);
                }
                case '{' -> ofAtom *= count();
                case '*', '+', '?' -> {
                    // Repeats without a count do not multiply.
                }
                default -> ofAtom = 1;
            }
            if (ofAtom > LIMIT) {
                return true;
            }
            inGroup = Math.max(inGroup, ofAtom);
        }
        return false;
    }

    /** Steps over what a backslash escapes; a quotation up to {@code \E} is literal text as a whole. */
    private void escape() {
        if (pattern.startsWith("Q", at)) {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end + 2;
        } else {
            at++;
        }
    }

    private void skipClass() {
        int first = pattern.startsWith("^", at) ? at + 1 : at;
        at = first;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
            at += pattern.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** The larger number of a count, 1 if the brace is an ordinary character. */
    private long count() {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            return 1;
        }
        long low = 0;
        long number = 0;
        boolean digits = false;
        for (int i = at; i < close; i++) {
            char c = pattern.charAt(i);
            if (c == ',' && digits && low == 0) {
                low = number;
                number = 0;
            } else if (Texts.isDigit(c) && number <= LIMIT) {
                number = number * 10 + (c - '0');
                digits = true;
            } else {
                return 1;
            }
        }
        at = close + 1;
        return Math.max(1, Math.max(low, number));
    }
}
