package io.fairlead.compile.service;

import io.fairlead.resource.LoadBalancerSettings;
import io.fairlead.resource.LoadBalancerSettings.Distribute;
import io.fairlead.resource.LoadBalancerSettings.Failover;
import io.fairlead.resource.LoadBalancerSettings.LocalityLoadBalancerSetting;
import io.fairlead.resource.LoadBalancerSettings.ZoneAwareLoadBalancerSetting;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.Viewpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The priorities and weights that endpoints get from where they are, as the workload sees it. The mesh's own setting is
 * Istio's default: endpoints have priorities by distance as soon as outlier detection can tell when to leave the near ones.
 * Source: Istio {@code loadbalancer.go}.
 */
final class LocalityCompiler {
    private static final int REGIONAL_PRIORITIES = 5;
    private static final int ZONE_AWARE_PRIORITIES = 3;

    /**
     * What comes of it.
     *
     * @param weights of localities; null if localities are not weighted
     */
    record Placed(List<Endpoint> endpoints, @Nullable Map<String, Integer> weights) {}

    private final Locality own;
    private final Map<String, String> ownLabels;

    LocalityCompiler(Viewpoint viewpoint) {
        this.own = Locality.of(viewpoint.locality());
        this.ownLabels = own.augment(viewpoint.labels());
    }

    /**
     * Places the endpoints of a cluster.
     *
     * @param outliersDetected whether endpoints are left out for their errors, without which nothing fails over
     */
    Placed place(List<Endpoint> endpoints, @Nullable LoadBalancerSettings settings, boolean outliersDetected) {
        ZoneAwareLoadBalancerSetting zoneAware = settings == null ? null : settings.zoneAwareLbSetting();
        if (zoneAware != null) {
            return zoneAware(endpoints, zoneAware);
        }
        LocalityLoadBalancerSetting locality = settings == null ? null : settings.localityLbSetting();
        if (locality == null) {
            return outliersDetected ? failover(endpoints, List.of(), List.of()) : new Placed(endpoints, null);
        }
        if (Boolean.FALSE.equals(locality.enabled())) {
            return new Placed(endpoints, null);
        }
        if (!locality.distribute().isEmpty()) {
            return distribute(endpoints, locality.distribute());
        }
        return outliersDetected
                ? failover(endpoints, locality.failoverPriority(), locality.failover())
                : new Placed(endpoints, null);
    }

    // ---- failover

    private Placed failover(List<Endpoint> endpoints, List<String> labels, List<Failover> regions) {
        List<Endpoint> placed = labels.isEmpty() ? endpoints : byLabels(endpoints, labels);
        if (labels.isEmpty() || !regions.isEmpty()) {
            placed = compacted(
                    placed, endpoint -> endpoint.priority() * REGIONAL_PRIORITIES + distance(endpoint, regions));
        }
        return new Placed(placed, labels.isEmpty() && regions.isEmpty() ? null : Map.of());
    }

    /** Zones are not told apart within a region: that takes knowing where all other proxies are. */
    private Placed zoneAware(List<Endpoint> endpoints, ZoneAwareLoadBalancerSetting setting) {
        if (Boolean.FALSE.equals(setting.enabled())) {
            return new Placed(endpoints, null);
        }
        List<Endpoint> placed =
                setting.failoverPriority().isEmpty() ? endpoints : byLabels(endpoints, setting.failoverPriority());
        return new Placed(
                compacted(
                        placed,
                        endpoint -> endpoint.priority() * ZONE_AWARE_PRIORITIES
                                + regionalDistance(endpoint, setting.failover())),
                null);
    }

    private int distance(Endpoint endpoint, List<Failover> regions) {
        Locality there = Locality.of(endpoint.locality());
        if (!there.region().equals(own.region())) {
            String standIn = standIn(regions);
            return standIn == null || standIn.equals(there.region()) ? 3 : 4;
        }
        if (!there.zone().equals(own.zone())) {
            return 2;
        }
        return there.subzone().equals(own.subzone()) ? 0 : 1;
    }

    private int regionalDistance(Endpoint endpoint, List<Failover> regions) {
        String region = Locality.of(endpoint.locality()).region();
        if (region.equals(own.region())) {
            return 0;
        }
        return region.equals(standIn(regions)) ? 1 : 2;
    }

    private @Nullable String standIn(List<Failover> regions) {
        for (Failover failover : regions) {
            if (failover.from().equals(own.region())) {
                return failover.to();
            }
        }
        return null;
    }

    /** A label counts only if all labels before it agree. */
    private List<Endpoint> byLabels(List<Endpoint> endpoints, List<String> wanted) {
        List<String> keys = new ArrayList<>();
        Map<String, String> overridden = new HashMap<>();
        for (String label : wanted) {
            int equals = label.indexOf('=');
            String key = equals < 0 ? label : label.substring(0, equals);
            keys.add(key);
            if (equals >= 0 && label.indexOf('=', equals + 1) < 0) {
                overridden.put(key, label.substring(equals + 1));
            }
        }
        boolean networkFirst = wanted.get(0).equals(Locality.NETWORK_LABEL);
        return compacted(endpoints, endpoint -> {
            int elsewhere = 0;
            for (int i = 0; i < keys.size(); i++) {
                String key = keys.get(i);
                String here = overridden.getOrDefault(key, ownLabels.getOrDefault(key, ""));
                if (!here.equals(endpoint.labels().getOrDefault(key, ""))) {
                    if (i > 0 || !networkFirst) {
                        return elsewhere + keys.size() - i;
                    }
                    // Another network is further away than anything in this one, but what is in it is told apart too.
                    elsewhere = keys.size();
                }
            }
            return elsewhere;
        });
    }

    @FunctionalInterface
    private interface Priority {
        int of(Endpoint endpoint);
    }

    /** The endpoints with these priorities, renumbered so that none is missing. */
    private static List<Endpoint> compacted(List<Endpoint> endpoints, Priority priority) {
        TreeSet<Integer> used = new TreeSet<>();
        endpoints.forEach(endpoint -> used.add(priority.of(endpoint)));
        List<Integer> order = List.copyOf(used);
        return endpoints.stream()
                .map(endpoint -> endpoint.withPriority(order.indexOf(priority.of(endpoint))))
                .toList();
    }

    // ---- distribution

    private Placed distribute(List<Endpoint> endpoints, List<Distribute> rules) {
        for (Distribute rule : rules) {
            if (own.matches(rule.from())) {
                return distribute(endpoints, rule);
            }
        }
        return new Placed(endpoints, Map.of());
    }

    /** A share is divided among the localities that it is for by the weights of their endpoints, and rounded up. */
    private static Placed distribute(List<Endpoint> endpoints, Distribute rule) {
        Map<String, Long> byEndpoints = new HashMap<>();
        endpoints.forEach(endpoint -> byEndpoints.merge(endpoint.locality(), (long) endpoint.weight(), Long::sum));
        Map<String, Integer> weights = new HashMap<>();
        for (Map.Entry<String, Long> share : rule.to().entrySet()) {
            List<String> chosen = byEndpoints.keySet().stream()
                    .filter(locality -> !weights.containsKey(locality)
                            && Locality.of(locality).matches(share.getKey()))
                    .toList();
            long total = chosen.stream()
                    .mapToLong(locality -> byEndpoints.getOrDefault(locality, 0L))
                    .sum();
            for (String locality : chosen) {
                double part = (double) byEndpoints.getOrDefault(locality, 0L) * share.getValue() / total;
                weights.put(locality, (int) Math.ceil(part));
            }
        }
        return new Placed(
                endpoints.stream()
                        .filter(endpoint -> weights.containsKey(endpoint.locality()))
                        .toList(),
                weights);
    }
}
