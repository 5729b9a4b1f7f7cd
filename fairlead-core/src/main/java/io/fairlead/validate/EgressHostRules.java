package io.fairlead.validate;

import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Warnings about hosts of a Sidecar that others cover. Source: Istio {@code ValidateSidecar}. */
final class EgressHostRules {
    private static final String ALL = "*";

    private EgressHostRules() {}

    /** Looks at the hosts of one listener; those that exclude something are left out. */
    static void warn(Field field, List<String> hosts) {
        Map<String, Set<String>> namesByNamespace = new HashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            int slash = hosts.get(i).indexOf('/');
            if (slash < 0 || hosts.get(i).startsWith("~")) {
                continue;
            }
            String written = hosts.get(i).substring(0, slash);
            String name = hosts.get(i).substring(slash + 1);
            String namespace = written.equals(".") ? field.namespace() : written;
            Set<String> names = namesByNamespace.computeIfAbsent(namespace, key -> new HashSet<>());
            boolean covered = name.equals(ALL) ? !names.isEmpty() : names.contains(name) || names.contains(ALL);
            if (covered) {
                field.index(i).warn(Texts.quote(hosts.get(i)) + " repeats another host.", "Remove one of the two.");
            }
            names.add(name);
        }
        boolean everything = namesByNamespace.getOrDefault(ALL, Set.of()).contains(ALL);
        if (everything && namesByNamespace.size() > 1) {
            field.warn("'*/*' selects everything already.", "Remove the other hosts.");
        }
    }
}
