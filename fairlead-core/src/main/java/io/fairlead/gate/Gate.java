package io.fairlead.gate;

/** What an object passes on its way into a cluster. */
public enum Gate {
    /** Istio's own validation, as {@code istioctl validate} applies it and istiod's webhook. */
    ISTIO("istio"),
    /** The Kubernetes API server, which knows the definitions of Istio's kinds, behind {@code kubectl create}. */
    CRD("crd");

    private final String id;

    Gate(String id) {
        this.id = id;
    }

    /** The printed form. */
    public String id() {
        return id;
    }
}
