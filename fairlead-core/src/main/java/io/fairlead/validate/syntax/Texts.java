package io.fairlead.validate.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Small operations on texts that several rules share. */
public final class Texts {
    private Texts() {}

    /** The parts between separators, empty ones included; one part if there is no separator. */
    public static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** Whether the character is an ASCII letter or digit. */
    public static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c);
    }

    /** Whether the character is an ASCII digit. */
    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The text in lower case, whatever the machine's language. */
    public static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The text in quotes for a message, shortened if it is long. */
    public static String quote(String text) {
        return text.length() <= 120 ? "'" + text + "'" : "'" + text.substring(0, 120) + "...'";
    }
}
