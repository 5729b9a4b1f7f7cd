package io.fairlead.validate;

import java.util.HashSet;
import java.util.Set;

/**
 * Localities that were written before others. Two overlap if one begins with all parts of the other, where an asterisk at
 * the end stands for anything. For one list.
 */
final class LocalitySet {
    private final Set<String> whole = new HashSet<>();

    /** What localities begin with, the whole of them left out. */
    private final Set<String> beginnings = new HashSet<>();

    void add(LocalityName name) {
        whole.add(name.first(name.parts().size()));
        for (int i = 1; i < name.parts().size(); i++) {
            beginnings.add(name.first(i));
        }
    }

    /** Whether one of them overlaps with a later locality, whose own asterisk stands for itself, as Istio finds. */
    boolean hides(LocalityName later) {
        int size = later.parts().size();
        for (int i = 1; i <= size; i++) {
            String wildcard = i == 1 ? "*" : later.first(i - 1) + "/*";
            if (whole.contains(later.first(i)) || whole.contains(wildcard)) {
                return true;
            }
        }
        return beginnings.contains(later.first(size));
    }

    /** Whether one of them overlaps with the asterisk of another locality. */
    boolean isHiddenBy(LocalityName other) {
        if (!other.endsInAsterisk()) {
            return false;
        }
        int fixed = other.parts().size() - 1;
        return fixed == 0 ? !whole.isEmpty() : beginnings.contains(other.first(fixed));
    }
}
