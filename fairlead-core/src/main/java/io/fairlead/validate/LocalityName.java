package io.fairlead.validate;

import java.util.ArrayList;
import java.util.List;

/**
 * A locality as written, {@code region/zone/subzone}.
 *
 * @param parts one to three; the last holds whatever follows the second slash
 */
record LocalityName(String text, List<String> parts) {
    private static final int MOST_PARTS = 3;

    LocalityName {
        parts = List.copyOf(parts);
    }

    static LocalityName of(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf('/'); at >= 0 && parts.size() < MOST_PARTS - 1; at = text.indexOf('/', from)) {
            parts.add(text.substring(from, at));
            from = at + 1;
        }
        parts.add(text.substring(from));
        return new LocalityName(text, parts);
    }

    /** The first parts as one text. */
    String first(int count) {
        return String.join("/", parts.subList(0, count));
    }

    /** Whether the last part stands for anything. */
    boolean endsInAsterisk() {
        return parts.get(parts.size() - 1).equals("*");
    }
}
