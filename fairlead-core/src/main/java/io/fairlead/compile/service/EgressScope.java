package io.fairlead.compile.service;

import io.fairlead.compile.base.HostNames;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Sidecar;
import io.fairlead.resource.Sidecar.IstioEgressListener;
import io.fairlead.resource.Sidecar.OutboundTrafficPolicy;
import io.fairlead.resource.WorkloadSelector;
import io.fairlead.routing.Viewpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload may call, by the one Sidecar that is for it: the oldest of its namespace that selects it, else the oldest
 * of its namespace for all workloads, else that of the root namespace. Without one it may call everything. The HTTP proxy
 * port goes by the egress listener that has no port. Source: Istio {@code sidecar.go}.
 */
public final class EgressScope {
    /**
     * One line of an egress listener.
     *
     * @param namespace {@code *} for all
     */
    private record Line(String namespace, String host) {
        boolean isFor(String owner) {
            return namespace.equals("*") || namespace.equals(owner);
        }
    }

    private final String namespace;
    private final @Nullable Sidecar sidecar;
    private final List<Line> included = new ArrayList<>();
    private final List<Line> excluded = new ArrayList<>();

    /** The scope of the viewpoint's workload; {@code sidecars} are in the order of age. */
    public EgressScope(List<Resource<Sidecar>> sidecars, Viewpoint viewpoint) {
        this.namespace = viewpoint.namespace();
        this.sidecar = viewpoint.httpProxyPort() == null ? null : select(sidecars, viewpoint);
        if (sidecar == null || sidecar.egress().isEmpty()) {
            included.add(new Line("*", "*"));
        } else {
            for (IstioEgressListener listener : sidecar.egress()) {
                if (listener.port() == null) {
                    listener.hosts().forEach(this::read);
                    break;
                }
            }
        }
    }

    private static @Nullable Sidecar select(List<Resource<Sidecar>> sidecars, Viewpoint viewpoint) {
        Sidecar forAll = null;
        Sidecar ofRoot = null;
        for (Resource<Sidecar> sidecar : sidecars) {
            String owner = sidecar.ref().namespace();
            WorkloadSelector selector = sidecar.spec().workloadSelector();
            if (selector != null) {
                if (owner.equals(viewpoint.namespace())
                        && viewpoint
                                .labels()
                                .entrySet()
                                .containsAll(selector.labels().entrySet())) {
                    return sidecar.spec();
                }
            } else if (owner.equals(viewpoint.namespace())) {
                forAll = forAll == null ? sidecar.spec() : forAll;
            } else if (owner.equals(DestinationRuleIndex.ROOT_NAMESPACE)) {
                ofRoot = ofRoot == null ? sidecar.spec() : ofRoot;
            }
        }
        return forAll == null ? ofRoot : forAll;
    }

    /** Reads {@code namespace/host}. A tilde before the namespace excludes, and alone it stands for every namespace. */
    private void read(String written) {
        int slash = written.indexOf('/');
        String owner = written.substring(0, Math.max(slash, 0));
        String host = written.substring(slash + 1);
        if (owner.startsWith("~")) {
            String from = owner.substring(1);
            excluded.add(new Line(from.isEmpty() ? "*" : ownFor(from), host));
        } else {
            included.add(new Line(ownFor(owner), host));
        }
    }

    private String ownFor(String owner) {
        return owner.equals(".") ? namespace : owner;
    }

    /** The workload's namespace. */
    public String namespace() {
        return namespace;
    }

    /** Whether the workload may call the service under its own name. */
    public boolean imports(RegisteredService service) {
        return !isExcluded(service.namespace(), service.host())
                && included.stream()
                        .anyMatch(line ->
                                line.isFor(service.namespace()) && HostNames.covers(line.host(), service.host()));
    }

    /** Whether the rules of a VirtualService of the namespace for these hosts apply: all of them, if one host is imported. */
    public boolean imports(String owner, List<String> hosts) {
        return hosts.stream()
                .anyMatch(host -> !isExcluded(owner, host)
                        && included.stream()
                                .anyMatch(line -> line.isFor(owner)
                                        && (HostNames.covers(line.host(), host)
                                                || HostNames.covers(host, line.host()))));
    }

    private boolean isExcluded(String owner, String host) {
        return excluded.stream().anyMatch(line -> line.isFor(owner) && HostNames.covers(line.host(), host));
    }

    /**
     * What to prefer where several objects claim a host: what is imported, and if a Sidecar chose it, what is in the
     * workload's namespace. The lowest number comes first.
     */
    int rank(RegisteredService service) {
        if (sidecar == null) {
            return 0;
        }
        return (imports(service) ? 0 : 2) + (service.namespace().equals(namespace) ? 0 : 1);
    }

    /** What is done with requests for unknown hosts; null if no Sidecar says anything, which allows them. */
    public @Nullable OutboundTrafficPolicy unknownHosts() {
        return sidecar == null ? null : sidecar.outboundTrafficPolicy();
    }
}
