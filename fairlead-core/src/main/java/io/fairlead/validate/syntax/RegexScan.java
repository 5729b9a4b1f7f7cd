package io.fairlead.validate.syntax;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One look over an expression for what RE2/J and Go, whose verdict counts, see differently. Go refuses counts such as
 * {@code {10,20}} that multiply to more than 1000, and a backslash before a letter beyond ASCII; it takes a name for two
 * groups, and more names of properties. For one expression.
 */
final class RegexScan {
    private static final int LIMIT = 1000;

    private final String pattern;
    private final StringBuilder small = new StringBuilder();
    private final StringBuilder plain = new StringBuilder();
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private int smallFrom;
    private int plainFrom;
    private long inGroup = 1;
    private long ofAtom = 1;
    private boolean tooLarge;
    private boolean badEscape;

    private RegexScan(String pattern) {
        this.pattern = pattern;
    }

    static RegexScan of(String pattern) {
        RegexScan scan = new RegexScan(pattern);
        scan.scan();
        scan.small.append(pattern, scan.smallFrom, pattern.length());
        scan.plain.append(pattern, scan.plainFrom, pattern.length());
        return scan;
    }

    /** Whether counts inside counts multiply to more than the limit. */
    boolean isTooLarge() {
        return tooLarge;
    }

    /** Whether a backslash stands before a letter beyond ASCII. */
    boolean hasBadEscape() {
        return badEscape;
    }

    /**
     * The expression with counts of two at most: well formed if the written one is, and small when compiled, where a
     * kilobyte of text can stand for megabytes of program.
     */
    String small() {
        return small.toString();
    }

    /** The small expression, in addition without names of groups and with one name for all properties that Go knows. */
    String plain() {
        return plain.toString();
    }

    private void scan() {
        while (at < pattern.length() && !tooLarge) {
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
                    groupName();
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
            tooLarge = ofAtom > LIMIT;
            inGroup = Math.max(inGroup, ofAtom);
        }
    }

    /** Steps over what a backslash escapes; a quotation up to {@code \E} is literal text as a whole. */
    private void escape() {
        if (pattern.startsWith("Q", at)) {
            int end = pattern.indexOf("\\E", at);
            at = end < 0 ? pattern.length() : end + 2;
        } else if (at < pattern.length()) {
            badEscape |= pattern.charAt(at) >= 0x80;
            property();
            at++;
        }
    }

    /** Replaces the property at the current place, after its backslash, if there is one. */
    private void property() {
        int end = pattern.indexOf('}', at);
        boolean written = (pattern.startsWith("p{", at) || pattern.startsWith("P{", at)) && end > 0;
        if (written && RegexProperties.isKnown(pattern.substring(at + 2, end))) {
            plain.append(pattern, plainFrom, at).append("pL");
            plainFrom = end + 1;
            at = end;
        }
    }

    /** Leaves out the name of a group that begins at the current place, if it has one that is well formed. */
    private void groupName() {
        int name = pattern.startsWith("?P<", at) ? at + 3 : pattern.startsWith("?<", at) ? at + 2 : -1;
        int end = name < 0 ? -1 : pattern.indexOf('>', name);
        if (end > name
                && pattern.substring(name, end).chars().allMatch(c -> c == '_' || Texts.isAlphanumeric((char) c))) {
            plain.append(pattern, plainFrom, at);
            plainFrom = end + 1;
            at = end + 1;
        }
    }

    private void skipClass() {
        int first = pattern.startsWith("^", at) ? at + 1 : at;
        at = first;
        while (at < pattern.length() && (pattern.charAt(at) != ']' || at == first)) {
            if (pattern.charAt(at++) == '\\' && at < pattern.length()) {
                badEscape |= pattern.charAt(at) >= 0x80;
                property();
                at++;
            }
        }
        at++;
    }

    /** The larger number of a count, 1 if the brace is an ordinary character. */
    private long count() {
        int close = pattern.indexOf('}', at);
        if (close < 0) {
            return 1;
        }
        String range = pattern.substring(at, close);
        int comma = range.indexOf(',');
        String least = comma < 0 ? range : range.substring(0, comma);
        String most = comma < 0 ? range : range.substring(comma + 1);
        boolean open = comma >= 0 && most.isEmpty();
        if (!isCount(least) || !open && !isCount(most)) {
            return 1;
        }
        long low = Long.parseLong(least);
        long high = open ? low : Long.parseLong(most);
        if (low <= high && high > 2 && high <= LIMIT) {
            String replaced = comma < 0 ? "2" : open ? "2," : "1,2";
            small.append(pattern, smallFrom, at).append(replaced);
            plain.append(pattern, plainFrom, at).append(replaced);
            smallFrom = close;
            plainFrom = close;
        }
        at = close + 1;
        return Math.max(1, Math.max(low, high));
    }

    /** Whether a number is written as it may be in a count: without leading zeros, and not beyond all reason. */
    private static boolean isCount(String digits) {
        return !digits.isEmpty()
                && digits.length() <= 9
                && digits.chars().allMatch(c -> Texts.isDigit((char) c))
                && (digits.length() == 1 || digits.charAt(0) != '0');
    }
}
