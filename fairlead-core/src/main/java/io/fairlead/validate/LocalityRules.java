package io.fairlead.validate;

import io.fairlead.resource.LoadBalancerSettings.Distribute;
import io.fairlead.resource.LoadBalancerSettings.Failover;
import io.fairlead.resource.LoadBalancerSettings.LocalityLoadBalancerSetting;
import io.fairlead.resource.LoadBalancerSettings.ZoneAwareLoadBalancerSetting;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rules on preference by locality and zone. Source: Istio {@code validateLocalityLbSetting}. */
final class LocalityRules {
    private static final Set<String> TOPOLOGY_LABELS =
            Set.of("topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone");

    private LocalityRules() {}

    static void locality(Field field, @Nullable LocalityLoadBalancerSetting setting, boolean detectsOutliers) {
        if (setting == null) {
            return;
        }
        if (!setting.distribute().isEmpty() && !setting.failover().isEmpty()) {
            field.field("failover").error("distribute and failover exclude each other.", "Remove one of the two.");
        }
        if (!setting.failover().isEmpty() && !setting.failoverPriority().isEmpty()) {
            noTopologyLabels(field.field("failoverPriority"), setting.failoverPriority());
        }
        List<String> origins = new ArrayList<>();
        for (int i = 0; i < setting.distribute().size(); i++) {
            Distribute distribute = setting.distribute().get(i);
            origins.add(distribute.from());
            targets(field.field("distribute").index(i).field("to"), distribute);
        }
        localities(field.field("distribute"), origins);
        failover(field.field("failover"), setting.failover());
        if (!detectsOutliers
                && !(setting.failover().isEmpty() && setting.failoverPriority().isEmpty())) {
            needsOutlierDetection(field);
        }
    }

    static void zoneAware(Field field, @Nullable ZoneAwareLoadBalancerSetting setting, boolean detectsOutliers) {
        if (setting == null) {
            return;
        }
        failover(field.field("failover"), setting.failover());
        noTopologyLabels(field.field("failoverPriority"), setting.failoverPriority());
        Long minClusterSize = setting.minClusterSize();
        if (minClusterSize != null && minClusterSize < 1) {
            field.field("minClusterSize").error("The size is 0.", "Use 1 or more.");
        }
        if (!detectsOutliers
                && !(setting.failover().isEmpty() && setting.failoverPriority().isEmpty())) {
            needsOutlierDetection(field);
        }
    }

    private static void needsOutlierDetection(Field field) {
        field.warn("Without outlierDetection nothing fails over.", "Add outlierDetection.");
    }

    private static void noTopologyLabels(Field field, List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            int equals = labels.get(i).indexOf('=');
            String name = equals < 0 ? labels.get(i) : labels.get(i).substring(0, equals);
            if (TOPOLOGY_LABELS.contains(name)) {
                field.index(i).error(Texts.quote(name) + " is not allowed here.", "Use other labels.");
            }
        }
    }

    private static void targets(Field field, Distribute distribute) {
        long total = 0;
        for (var entry : new TreeMap<>(distribute.to()).entrySet()) {
            long weight = entry.getValue();
            if (weight < 1 || weight > 100) {
                field.field(entry.getKey()).error(weight + " is not a share.", "Use a number from 1 to 100.");
            }
            total += weight;
        }
        if (total != 100) {
            field.error("The shares add up to " + total + ".", "Let them add up to 100.");
        }
        localities(field, List.copyOf(new TreeSet<>(distribute.to().keySet())));
    }

    /** Localities that are well written and do not overlap. */
    private static void localities(Field field, List<String> localities) {
        boolean wellWritten = true;
        for (String locality : localities) {
            if (!isLocality(locality)) {
                field.error(
                        Texts.quote(locality) + " is not a locality.",
                        "Write region, region/zone or region/zone/subzone, with * at the end only.");
                wellWritten = false;
            }
        }
        for (int i = 0; wellWritten && i < localities.size(); i++) {
            for (int j = i + 1; j < localities.size(); j++) {
                if (overlap(localities.get(i), localities.get(j))) {
                    field.error(
                            Texts.quote(localities.get(i)) + " and " + Texts.quote(localities.get(j)) + " overlap.",
                            "Remove one of the two.");
                }
            }
        }
    }

    private static boolean isLocality(String locality) {
        int asterisk = locality.indexOf('*');
        return (asterisk < 0 || asterisk == locality.length() - 1)
                && Texts.split(locality, '/').stream().noneMatch(String::isEmpty);
    }

    private static boolean overlap(String first, String second) {
        List<String> one = Texts.split(first, '/');
        List<String> two = Texts.split(second, '/');
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            if (one.get(i).equals("*") || two.get(i).equals("*")) {
                return true;
            }
            if (!one.get(i).equals(two.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void failover(Field field, List<Failover> failovers) {
        for (int i = 0; i < failovers.size(); i++) {
            String from = failovers.get(i).from();
            String to = failovers.get(i).to();
            if (from.equals(to)) {
                field.index(i).error("A region cannot stand in for itself.", "Write another region.");
            }
            if (from.indexOf('/') >= 0 || to.indexOf('/') >= 0 || from.indexOf('*') >= 0 || to.indexOf('*') >= 0) {
                field.index(i).error("Only whole regions fail over.", "Write regions without '/' and '*'.");
            }
        }
    }
}
