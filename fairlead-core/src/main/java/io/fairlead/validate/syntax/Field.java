package io.fairlead.validate.syntax;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import java.util.ArrayList;
import java.util.List;

/** One field of an object that is checked, and the way to report what is wrong with it. */
public final class Field {
    /** Findings about one object; the rest is not kept. */
    private static final int MAX_FOUND = 1_000;

    private final Resource<?> resource;
    private final List<Diagnostic> found;
    private final FieldPath path;
    private final Hearing hearing;

    /** What becomes of findings. */
    private enum Hearing {
        /** All are kept. */
        ALL,
        /** Warnings are dropped. */
        ERRORS_ONLY,
        /** Errors are not Istio's but our own. */
        OUR_OWN
    }

    private Field(Resource<?> resource, List<Diagnostic> found, FieldPath path, Hearing hearing) {
        this.resource = resource;
        this.found = found;
        this.path = path;
        this.hearing = hearing;
    }

    /** The object as a whole. */
    public static Field root(Resource<?> resource) {
        return new Field(resource, new ArrayList<>(), FieldPath.ROOT, Hearing.ALL);
    }

    /** The field of this name below. */
    public Field field(String name) {
        return new Field(resource, found, path.field(name), hearing);
    }

    /** The list element at this position below. */
    public Field index(int position) {
        return new Field(resource, found, path.index(position), hearing);
    }

    /** The same field where Istio drops warnings: only errors are reported for it and what is below it. */
    public Field errorsOnly() {
        return new Field(resource, found, path, Hearing.ERRORS_ONLY);
    }

    /**
     * The same field for a rule that Istio does not apply to what it converted from Kubernetes' Gateway API, which an
     * annotation tells: the object is no better here, and must not be used.
     *
     * @param semantics {@code route} or {@code gateway}
     */
    public Field unlessConverted(String semantics) {
        String annotation = "internal.istio.io/" + semantics + "-semantics";
        boolean converted =
                resource.metadata().annotations().getOrDefault(annotation, "").equals("gateway");
        return converted ? new Field(resource, found, path, Hearing.OUR_OWN) : this;
    }

    /** The namespace of the object. */
    public String namespace() {
        return resource.ref().namespace();
    }

    /** The object must not be used. */
    public void error(String message, String advice) {
        add(hearing == Hearing.OUR_OWN ? Code.NOT_SERVED : Code.INVALID, Severity.ERROR, message, advice);
    }

    /** The object is used, but does probably not do what its author wants. */
    public void warn(String message, String advice) {
        add(Code.INVALID, Severity.WARNING, message, advice);
    }

    /** The object is used, but says something in an old way, or something that has lost its meaning. */
    public void deprecated(String message, String advice) {
        add(Code.DEPRECATED, Severity.WARNING, message, advice);
    }

    /** Istio's rules accept it, but this version can do nothing with it: the object must not be used. */
    public void unable(String message, String advice) {
        add(Code.NOT_SERVED, Severity.ERROR, message, advice);
    }

    /** Something that Istio takes, but that cannot be served. */
    public void notServed(String message, String advice) {
        add(Code.NOT_SERVED, Severity.WARNING, message, advice);
    }

    /** A rule that no request can reach. */
    public void unreachable(String message, String advice) {
        add(Code.UNREACHABLE, Severity.WARNING, message, advice);
    }

    /** Whether an error was reported for any field of the object. */
    public boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    /** Everything reported for any field of the object. */
    public List<Diagnostic> found() {
        return found;
    }

    private void add(Code code, Severity severity, String message, String advice) {
        if (severity != Severity.ERROR && hearing == Hearing.ERRORS_ONLY) {
            return;
        }
        if (found.size() >= MAX_FOUND && (severity != Severity.ERROR || hasErrors())) {
            return;
        }
        found.add(new Diagnostic(code, severity, resource.ref(), path, resource.position(path), message, advice));
    }
}
