package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The labels of a count, in the order in which Istio lists them. */
final class MetricLabels {
    private final WorkloadLabels source;

    MetricLabels(WorkloadLabels source) {
        this.source = source;
    }

    /** The label sets under which requests with the key of a cell are shown. */
    List<Labels> ofRequests(DestinationLabels destination, long key) {
        int grpcStatus = DestinationCells.grpcStatus(key);
        boolean grpc = grpcStatus != RequestFacts.NOT_GRPC;
        return of(
                destination,
                Labels.of(
                        "request_protocol",
                        grpc ? "grpc" : "http",
                        "response_code",
                        Integer.toString(DestinationCells.code(key)),
                        "grpc_response_status",
                        grpc ? Integer.toString(grpcStatus) : "",
                        "response_flags",
                        ResponseFlag.names(DestinationCells.flags(key))));
    }

    /** The label sets under which connections with these response flags are shown. */
    List<Labels> ofConnections(DestinationLabels destination, int flags) {
        return of(destination, Labels.of("request_protocol", "tcp", "response_flags", ResponseFlag.names(flags)));
    }

    /** As the source reports it and, if it got there, as the destination. */
    private List<Labels> of(DestinationLabels destination, Labels outcome) {
        Labels common = workload("source", source)
                .merge(workload("destination", destination.workload()))
                .merge(Labels.of(
                        "destination_service", destination.service(),
                        "destination_service_name", destination.serviceName(),
                        "destination_service_namespace", destination.serviceNamespace()))
                .merge(outcome);
        Labels bySource = common.merge(reporter("source", "unknown"));
        return destination.workload() == null
                ? List.of(bySource)
                : List.of(bySource, common.merge(reporter("destination", "none")));
    }

    private static Labels reporter(String name, String security) {
        return Labels.of("reporter", name, "connection_security_policy", security);
    }

    private static Labels workload(String prefix, @Nullable WorkloadLabels known) {
        WorkloadLabels labels = known == null ? WorkloadLabels.UNKNOWN : known;
        return Labels.of(
                prefix + "_workload", labels.workload(),
                prefix + "_workload_namespace", labels.namespace(),
                prefix + "_app", labels.app(),
                prefix + "_version", labels.version(),
                prefix + "_canonical_service", labels.canonicalService(),
                prefix + "_canonical_revision", labels.canonicalRevision(),
                prefix + "_cluster", labels.cluster(),
                prefix + "_principal", labels.principal());
    }
}
