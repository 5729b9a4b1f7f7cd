package io.fairlead.compile.service;

import java.util.LinkedHashSet;
import java.util.Set;

/** Annotation values with a structure. */
final class Annotations {
    private Annotations() {}

    /** The members of a comma-separated list, without white space around them and without empty ones. */
    static Set<String> list(String value) {
        Set<String> members = new LinkedHashSet<>();
        int from = 0;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int to = comma < 0 ? value.length() : comma;
            String member = value.substring(from, to).strip();
            if (!member.isEmpty()) {
                members.add(member);
            }
            from = to + 1;
        }
        return members;
    }
}
