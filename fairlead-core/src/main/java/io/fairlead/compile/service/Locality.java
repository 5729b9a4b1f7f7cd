package io.fairlead.compile.service;

import java.util.HashMap;
import java.util.Map;

/** Where a workload is: region, zone and subzone, each "" if unknown. Source: Istio {@code label.SplitLocalityLabel}. */
record Locality(String region, String zone, String subzone) {
    static final String REGION_LABEL = "topology.kubernetes.io/region";
    static final String ZONE_LABEL = "topology.kubernetes.io/zone";
    static final String SUBZONE_LABEL = "topology.istio.io/subzone";
    static final String NETWORK_LABEL = "topology.istio.io/network";

    /** Reads {@code region/zone/subzone}, of which the end may be missing. */
    static Locality of(String text) {
        int first = text.indexOf('/');
        if (first < 0) {
            return new Locality(text, "", "");
        }
        int second = text.indexOf('/', first + 1);
        if (second < 0) {
            return new Locality(text.substring(0, first), text.substring(first + 1), "");
        }
        int third = text.indexOf('/', second + 1);
        return new Locality(
                text.substring(0, first),
                text.substring(first + 1, second),
                text.substring(second + 1, third < 0 ? text.length() : third));
    }

    /** Whether it is one of those that a pattern means, in which a star or what is missing stands for all. */
    boolean matches(String pattern) {
        Locality wanted = of(pattern);
        return (wanted.region.equals("*") || wanted.region.equals(region))
                && isMeant(wanted.zone, zone)
                && isMeant(wanted.subzone, subzone);
    }

    private static boolean isMeant(String wanted, String part) {
        return wanted.isEmpty() || wanted.equals("*") || wanted.equals(part);
    }

    /** A workload's labels with those that say where it is. */
    Map<String, String> augment(Map<String, String> labels) {
        if (region.isEmpty() && zone.isEmpty() && subzone.isEmpty()) {
            return labels;
        }
        Map<String, String> augmented = new HashMap<>(labels);
        put(augmented, REGION_LABEL, region);
        put(augmented, ZONE_LABEL, zone);
        put(augmented, SUBZONE_LABEL, subzone);
        return augmented;
    }

    private static void put(Map<String, String> labels, String key, String value) {
        if (!value.isEmpty()) {
            labels.put(key, value);
        }
    }
}
