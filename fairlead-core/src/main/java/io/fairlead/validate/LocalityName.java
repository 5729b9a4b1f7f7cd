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

    /**
     * Whether Istio finds that {@code later}, written after this one, overlaps with it: one begins with all parts of the
     * other, where an asterisk at the end of this one stands for anything.
     */
    boolean hides(LocalityName later) {
        int common = Math.min(parts.size(), later.parts.size());
        for (int i = 0; i < common; i++) {
            boolean last = i == parts.size() - 1;
            if (last && parts.get(i).equals("*")) {
                return true;
            }
            if (!parts.get(i).equals(later.parts.get(i))) {
                return false;
            }
        }
        return true;
    }
}
