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
        localities(field.field("distribute"), origins, Order.AS_WRITTEN);
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
            if (TOPOLOGY_LABELS.contains(labels.get(i))) {
                field.index(i).error(Texts.quote(labels.get(i)) + " is not allowed here.", "Use other labels.");
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
        localities(field, List.copyOf(new TreeSet<>(distribute.to().keySet())), Order.ANY);
    }

    /**
     * Localities that are well written and do not overlap.
     *
     * @param ordered whether an overlap counts only where the wider one stands first, which is all that Istio sees; it
     *     looks at the keys of a mapping in any order
     */
    private static void localities(Field field, List<String> localities, Order ordered) {
        boolean wellWritten = true;
        for (String locality : localities) {
            if (!isLocality(locality)) {
                field.error(
                        Texts.quote(locality) + " is not a locality.",
                        "Write region, region/zone or region/zone/subzone, with * at the end only.");
                wellWritten = false;
            }
        }
        if (!wellWritten) {
            return;
        }
        LocalitySet before = new LocalitySet();
        for (String locality : localities) {
            LocalityName name = LocalityName.of(locality);
            if (before.hides(name) || ordered == Order.ANY && before.isHiddenBy(name)) {
                field.error(Texts.quote(locality) + " overlaps with another locality.", "Remove one of the two.");
                return;
            }
            before.add(name);
        }
    }

    /** Whether the order of localities has a meaning. */
    private enum Order {
        AS_WRITTEN,
        ANY
    }

    private static boolean isLocality(String locality) {
        int asterisk = locality.indexOf('*');
        return (asterisk < 0 || asterisk == locality.length() - 1)
                && LocalityName.of(locality).parts().stream().noneMatch(String::isEmpty);
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
