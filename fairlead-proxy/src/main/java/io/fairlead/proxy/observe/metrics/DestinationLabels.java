package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, as Istio's metrics name it. Endpoints of a cluster with equal labels are counted together.
 *
 * @param cluster the name of the cluster that they are endpoints of, which metrics do not show; "" for none
 * @param workload null if no endpoint was chosen
 * @param service the host of the service
 * @param serviceName its short name
 */
public record DestinationLabels(
        String cluster,
        @Nullable WorkloadLabels workload,
        String service,
        String serviceName,
        String serviceNamespace) {
    /** Of requests that no route took, or whose cluster does not exist. */
    public static final DestinationLabels UNKNOWN = new DestinationLabels(
            "", null, WorkloadLabels.UNKNOWN_VALUE, WorkloadLabels.UNKNOWN_VALUE, WorkloadLabels.UNKNOWN_VALUE);

    /** Of requests that go to an endpoint. Its workload is taken to run in the service's namespace. */
    public static DestinationLabels of(Cluster cluster, Endpoint endpoint) {
        return of(
                cluster,
                WorkloadLabels.of(endpoint.workload(), cluster.service().namespace(), endpoint.labels()));
    }

    /** Of requests to a cluster for which no endpoint was chosen, since there is none or a limit was reached. */
    public static DestinationLabels of(Cluster cluster) {
        return of(cluster, (WorkloadLabels) null);
    }

    private static DestinationLabels of(Cluster cluster, @Nullable WorkloadLabels workload) {
        Cluster.Service service = cluster.service();
        return new DestinationLabels(
                cluster.name(),
                workload,
                WorkloadLabels.orUnknown(service.host()),
                WorkloadLabels.orUnknown(service.name()),
                WorkloadLabels.orUnknown(service.namespace()));
    }

    /** As metrics show them: without the cluster. */
    DestinationLabels shown() {
        return new DestinationLabels("", workload, service, serviceName, serviceNamespace);
    }
}
