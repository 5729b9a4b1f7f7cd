package io.fairlead.yaml;

/** Whose idea of a good object is followed while reading. */
public enum ReadMode {
    /** A cluster's: what a Kubernetes API server with Istio's definitions would refuse is an error. */
    CLUSTER,
    /**
     * That of Istio's own tools, which see no definitions: numbers in quotes, several members of a "one of" (the last in
     * the API's order counts), null elements and objects without a name are taken.
     */
    ISTIO
}
