package io.fairlead.compile.base;

/** The ways to write the name of a Gateway. Source: Istio {@code resolveGatewayName}. */
public final class GatewayNames {
    /** The name that stands for all sidecars. */
    public static final String MESH = "mesh";

    private GatewayNames() {}

    /**
     * The name as {@code namespace/name}: {@code name} and {@code ./name} are in the object's own namespace, and of the old
     * forms {@code name.namespace} and {@code name.namespace.svc.domain} the second label is the namespace.
     */
    public static String complete(String written, String namespace) {
        if (written.equals(MESH)) {
            return MESH;
        }
        int slash = written.indexOf('/');
        if (slash >= 0) {
            return written.startsWith("./") ? namespace + written.substring(1) : written;
        }
        int dot = written.indexOf('.');
        if (dot < 0) {
            return namespace + "/" + written;
        }
        int next = written.indexOf('.', dot + 1);
        return written.substring(dot + 1, next < 0 ? written.length() : next) + "/" + written.substring(0, dot);
    }
}
