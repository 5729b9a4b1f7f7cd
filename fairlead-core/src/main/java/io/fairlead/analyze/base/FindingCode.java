package io.fairlead.analyze.base;

import io.fairlead.diagnostic.Severity;

/**
 * The stable codes of what analysis finds, each with its severity. Those that begin with IST are Istio's (source:
 * {@code pkg/config/analysis/msg/messages.yaml}); FLD05xx are this project's own.
 */
public enum FindingCode {
    /** A deprecated field is used. */
    DEPRECATED("IST0002", Severity.WARNING),
    /** A host, port, subset, gateway, selector or credential that is named does not exist. */
    NOT_FOUND("IST0101", Severity.ERROR),
    /** An object breaks a rule of its kind. */
    INVALID("IST0106", Severity.ERROR),
    /** Several VirtualServices route the same host in the mesh. */
    MESH_HOST_CONFLICT("IST0109", Severity.ERROR),
    /** Several Sidecars select the same pod. */
    SIDECAR_CONFLICT("IST0110", Severity.ERROR),
    /** Several Sidecars of a namespace have no selector. */
    DEFAULT_SIDECAR_CONFLICT("IST0111", Severity.ERROR),
    /** A destination needs a port, since its service has several. */
    PORT_REQUIRED("IST0112", Severity.ERROR),
    /** A deployment's Services give one port different protocols. */
    SERVICE_PROTOCOL_CONFLICT("IST0116", Severity.WARNING),
    /** A Service port's name does not tell its protocol. */
    PORT_NAME("IST0118", Severity.INFO),
    /** A DestinationRule's TLS does not verify the server. */
    UNVERIFIED_SERVER("IST0128", Severity.WARNING),
    /** The same for one port. */
    UNVERIFIED_SERVER_PORT("IST0129", Severity.WARNING),
    /** A rule of a VirtualService is never used. */
    UNREACHABLE_RULE("IST0130", Severity.WARNING),
    /** A match of a rule is never used. */
    INEFFECTIVE_MATCH("IST0131", Severity.INFO),
    /** A VirtualService names a gateway that has none of its hosts. */
    HOST_NOT_ON_GATEWAY("IST0132", Severity.WARNING),
    /** An object is valid and probably not what its author wants. */
    SCHEMA_WARNING("IST0133", Severity.WARNING),
    /** A ServiceEntry with a TCP port has no address. */
    ADDRESSES_REQUIRED("IST0134", Severity.WARNING),
    /** A deployment's Services give different ports the same target port. */
    TARGET_PORT_CONFLICT("IST0137", Severity.WARNING),
    /** Gateways of the same workload share a certificate, so that HTTP/2 clients may reuse connections. */
    SHARED_CERTIFICATE("IST0138", Severity.WARNING),
    /** Rules about subsets do not apply to what enters at a gateway. */
    INGRESS_NOT_AFFECTED("IST0140", Severity.WARNING),
    /** Gateways of the same workload have the same host on the same port. */
    GATEWAY_CONFLICT("IST0145", Severity.ERROR),
    /** Routing by JWT claims where nothing authenticates requests. */
    CLAIM_WITHOUT_AUTHENTICATION("IST0149", Severity.ERROR),
    /** A port of an ExternalName Service has a name that does not tell its protocol. */
    EXTERNAL_NAME_PORT("IST0150", Severity.WARNING),
    /** A gateway's Secret holds no usable certificate. */
    UNUSABLE_CREDENTIAL("IST0161", Severity.ERROR),
    /** No Service leads to a gateway's port. */
    PORT_NOT_ON_SERVICE("IST0162", Severity.WARNING),
    /** A VirtualService names a gateway that Istio generated. */
    INTERNAL_GATEWAY("IST0165", Severity.WARNING),
    /** An object has no effect. */
    NO_EFFECT("IST0167", Severity.WARNING),
    /** A subset selects no pod. */
    EMPTY_SUBSET("IST0173", Severity.ERROR),
    /** The host of a DestinationRule is not known. */
    UNKNOWN_RULE_HOST("IST0174", Severity.WARNING),
    /** ServiceEntries give the same host and port different protocols. */
    PROTOCOL_CONFLICT("IST0177", Severity.WARNING),
    /** An HTTP rule that no request reaches, since earlier rules take all of its requests. */
    COVERED_RULE("FLD0501", Severity.WARNING),
    /** A weight sends requests where no pod is. */
    NO_ENDPOINT("FLD0502", Severity.WARNING),
    /** The tries of a rule may take longer than its timeout lets them. */
    RETRIES_PAST_TIMEOUT("FLD0503", Severity.WARNING),
    /** Requests that change something are mirrored. */
    UNSAFE_MIRROR("FLD0504", Severity.WARNING),
    /** A fault is injected. */
    FAULT_LEFT_ON("FLD0505", Severity.WARNING);

    private final String id;
    private final Severity severity;

    FindingCode(String id, Severity severity) {
        this.id = id;
        this.severity = severity;
    }

    /** The printed form, for example {@code IST0101}. */
    public String id() {
        return id;
    }

    /** How bad such a finding is. */
    public Severity severity() {
        return severity;
    }

    /** Whether the code is one of Istio's. */
    public boolean isIstio() {
        return id.startsWith("IST");
    }
}
