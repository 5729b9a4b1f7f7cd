package io.fairlead.diagnostic;

/**
 * The stable codes of findings. A code is never renumbered, and never used again for something else. FLD01xx: reading
 * text; FLD02xx: rules on one object; FLD03xx: compiling; FLD04xx: serving;
 * FLD05xx: analysis, see {@code io.fairlead.analyze}.
 */
public enum Code {
    /** The text is not YAML or JSON. */
    SYNTAX("FLD0101"),
    /** A limit on size, depth, documents or aliases was passed. */
    LIMIT("FLD0102"),
    /** {@code apiVersion}, {@code kind} or {@code metadata.name} is missing or not one that is read. */
    NOT_A_RESOURCE("FLD0103"),
    /** A field that the kind does not have. */
    UNKNOWN_FIELD("FLD0104"),
    /** A value of another type than the field's, or out of its range. */
    WRONG_TYPE("FLD0105"),
    /** A key written twice in one mapping. */
    DUPLICATE_KEY("FLD0106"),
    /** An object with the same kind, namespace and name as another. */
    DUPLICATE_OBJECT("FLD0107"),
    /** Two members of a "one of" are set. */
    ONE_OF("FLD0108"),
    /** A plain scalar that YAML 1.1 and 1.2 read differently. */
    AMBIGUOUS_SCALAR("FLD0109"),
    /** A file or folder cannot be read. */
    UNREADABLE("FLD0110"),
    /** A form that Istio's own decoder takes and a Kubernetes API server refuses; the value is used. */
    LENIENT_FORM("FLD0111"),
    /** A rule of Istio's validation is broken. */
    INVALID("FLD0201"),
    /** Something deprecated is used. */
    DEPRECATED("FLD0202"),
    /** The definition of the kind in Kubernetes refuses it: a limit, a missing field or a condition of it. */
    SCHEMA("FLD0203"),
    /** A reference to a gateway, service, subset or delegate that does not exist. */
    NOT_FOUND("FLD0301"),
    /** Two objects claim the same thing and one of them is not used. */
    CONFLICT("FLD0302"),
    /** A route that no request can reach. */
    UNREACHABLE("FLD0303"),
    /** A field that is read but that this version does not act on. */
    NOT_SERVED("FLD0304"),
    /** A listener's address cannot be bound. */
    BIND_FAILED("FLD0401"),
    /** A certificate or key of a listener or of a cluster cannot be used. */
    CERTIFICATE_UNUSABLE("FLD0402");

    private final String id;

    Code(String id) {
        this.id = id;
    }

    /** The printed form, for example {@code FLD0104}. */
    public String id() {
        return id;
    }

    @Override
    public String toString() {
        return id;
    }
}
