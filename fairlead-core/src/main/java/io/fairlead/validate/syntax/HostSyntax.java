package io.fairlead.validate.syntax;

import java.util.List;

/** The written forms of DNS names that Istio accepts. Source: Istio {@code pkg/config/labels}, {@code validation.go}. */
public final class HostSyntax {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    private HostSyntax() {}

    /** A DNS label: letters of both cases and digits, with hyphens inside. */
    public static boolean isLabel(String text) {
        int length = text.length();
        if (length == 0 || length > MAX_LABEL) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            boolean hyphenInside = c == '-' && i > 0 && i < length - 1;
            if (!Texts.isAlphanumeric(c) && !hyphenInside) {
                return false;
            }
        }
        return true;
    }

    /** A full or short name; one dot at the end is allowed, a number as last label is not. */
    public static boolean isFqdn(String text) {
        return !text.isEmpty() && text.length() <= MAX_NAME && areLabels(text);
    }

    /** A name whose first label may be, or begin with, an asterisk. */
    public static boolean isWildcardName(String text) {
        if (text.isEmpty() || text.length() > MAX_NAME) {
            return false;
        }
        int dot = text.indexOf('.');
        String first = dot < 0 ? text : text.substring(0, dot);
        return isWildcardLabel(first) && (dot < 0 || areLabels(text.substring(dot + 1)));
    }

    /** Whether the name begins with an asterisk that is not a label of its own. */
    public static boolean isPartialWildcard(String text) {
        return text.length() > 1 && text.charAt(0) == '*' && text.charAt(1) != '.';
    }

    /** A server name as Istio's gateways between clusters make it: {@code outbound_.80_.subset_.host}. */
    public static boolean isGeneratedServerName(String text) {
        List<String> parts = Texts.split(text, '_');
        return text.length() <= MAX_NAME
                && parts.size() >= 4
                && parts.get(0).equals("outbound")
                && parts.get(1).chars().anyMatch(c -> Texts.isDigit((char) c))
                && parts.get(3).chars().anyMatch(c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z');
    }

    private static boolean isWildcardLabel(String label) {
        if (label.length() > MAX_LABEL) {
            return false;
        }
        if (!label.startsWith("*")) {
            return isLabel(label);
        }
        return label.length() == 1 || isLabel(label.substring(label.startsWith("*-") ? 2 : 1));
    }

    private static boolean areLabels(String text) {
        List<String> labels = Texts.split(text, '.');
        String last = labels.get(labels.size() - 1);
        if (isInteger(last)) {
            return false;
        }
        for (int i = 0; i < labels.size(); i++) {
            boolean closingDot = i == labels.size() - 1 && last.isEmpty();
            if (!closingDot && !isLabel(labels.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether Go would read the text as an int. */
    private static boolean isInteger(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> Texts.isDigit((char) c))) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false; // Too large to be a number, and so a label.
        }
    }
}
