package io.fairlead.compile.service;

import io.fairlead.compile.base.HostNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The names under which a workload may call a service: its host, with a dot at the end or without, and of a service in the
 * cluster the short forms, the shortest only in its own namespace. Source: Istio {@code generateVirtualHostDomains}.
 */
public final class ServiceDomains {
    private static final String SVC = ".svc.";

    private final ServiceRegistry registry;
    private final String viewer;

    /**
     * The names of the services of a registry.
     *
     * @param viewer the namespace of the workload that calls
     */
    public ServiceDomains(ServiceRegistry registry, String viewer) {
        this.registry = registry;
        this.viewer = viewer;
    }

    /** The names of a service and of those that stand for it, in lower case. No short form is another service's host. */
    public List<String> of(RegisteredService service) {
        Set<String> domains = new LinkedHashSet<>();
        List<String> hosts = new ArrayList<>();
        hosts.add(service.host());
        hosts.addAll(registry.aliases(service.host()));
        for (String written : hosts) {
            String host = written.toLowerCase(Locale.ROOT);
            domains.add(host);
            for (String other : others(host)) {
                if (registry.findImported(other) == null) {
                    domains.add(other);
                }
            }
        }
        return List.copyOf(domains);
    }

    private List<String> others(String host) {
        List<String> others = new ArrayList<>();
        others.add(host + ".");
        int svc = host.indexOf(SVC);
        int dot = host.indexOf('.');
        if (host.endsWith(SVC + HostNames.DOMAIN) && dot < svc) {
            if (host.substring(dot + 1, svc).equals(viewer)) {
                others.add(host.substring(0, dot));
            }
            others.add(host.substring(0, svc) + ".svc");
            others.add(host.substring(0, svc));
        }
        return others;
    }
}
