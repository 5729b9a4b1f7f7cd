package io.fairlead.proxy.observe;

import java.util.Map;

/**
 * A workload, as Istio's metrics name it at either end of a request. What is not known is {@link #UNKNOWN_VALUE}.
 *
 * @param principal the identity by mutual TLS
 */
public record WorkloadLabels(
        String workload,
        String namespace,
        String app,
        String version,
        String canonicalService,
        String canonicalRevision,
        String cluster,
        String principal) {
    /** What Istio writes where it knows nothing. */
    public static final String UNKNOWN_VALUE = "unknown";

    /** A workload of which nothing is known. */
    public static final WorkloadLabels UNKNOWN = of("", "", Map.of());

    private static final String LATEST = "latest";

    /**
     * A workload by its labels. The canonical service is the first there is of {@code service.istio.io/canonical-name},
     * {@code app.kubernetes.io/name}, {@code app} and the workload's name; the canonical revision that of
     * {@code service.istio.io/canonical-revision}, {@code app.kubernetes.io/version}, {@code version} and {@code latest}.
     *
     * @param workload "" if unknown
     * @param namespace "" if unknown
     */
    public static WorkloadLabels of(String workload, String namespace, Map<String, String> labels) {
        return new WorkloadLabels(
                orUnknown(workload),
                orUnknown(namespace),
                orUnknown(first(labels, "app", "")),
                orUnknown(first(labels, "version", "")),
                orUnknown(first(
                        labels,
                        "service.istio.io/canonical-name",
                        first(labels, "app.kubernetes.io/name", first(labels, "app", workload)))),
                first(
                        labels,
                        "service.istio.io/canonical-revision",
                        first(labels, "app.kubernetes.io/version", first(labels, "version", LATEST))),
                UNKNOWN_VALUE,
                UNKNOWN_VALUE);
    }

    private static String first(Map<String, String> labels, String key, String otherwise) {
        String value = labels.getOrDefault(key, "");
        return value.isEmpty() ? otherwise : value;
    }

    /** {@code value}, or {@link #UNKNOWN_VALUE} for an empty one. */
    public static String orUnknown(String value) {
        return value.isEmpty() ? UNKNOWN_VALUE : value;
    }
}
