package io.fairlead.server.wire;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import io.fairlead.routing.HttpListener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.server.admin.ListenerReport;
import io.fairlead.server.admin.ObjectReport;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what became of objects and listeners. */
final class ReportWriter {
    private static final Comparator<ResourceRef> BY_NAME = Comparator.comparing(ResourceRef::kind)
            .thenComparing(ResourceRef::namespace)
            .thenComparing(ResourceRef::name);
    private static final Comparator<ListenerReport> BY_PORT =
            Comparator.comparingInt(ListenerReport::port).thenComparing(ListenerReport::address);
    private static final Comparator<Diagnostic> WORST_FIRST = Comparator.comparing(Diagnostic::severity);

    private ReportWriter() {}

    /** What is used of each object that was read, and of those that only live on in their last good version. */
    static List<ObjectReport> objects(ResourceSet read, ResourceSet good) {
        List<ObjectReport> reports = new ArrayList<>();
        for (Resource<?> resource : read.all()) {
            reports.add(new ObjectReport(
                    resource.ref(), status(resource, good.get(resource.ref())), resource.position(FieldPath.ROOT)));
        }
        for (Resource<?> resource : good.all()) {
            if (read.get(resource.ref()) == null) {
                reports.add(new ObjectReport(
                        resource.ref(), ObjectReport.Status.KEPT_LAST_GOOD, resource.position(FieldPath.ROOT)));
            }
        }
        reports.sort(Comparator.comparing(ObjectReport::ref, BY_NAME));
        return reports;
    }

    private static ObjectReport.Status status(Resource<?> read, @Nullable Resource<?> good) {
        if (good == null) {
            return ObjectReport.Status.REJECTED;
        }
        return good.equals(read) ? ObjectReport.Status.ACCEPTED : ObjectReport.Status.KEPT_LAST_GOOD;
    }

    static List<ListenerReport> listeners(RoutingSnapshot snapshot, List<RoutingTarget.Failure> failures) {
        List<ListenerReport> reports = new ArrayList<>();
        for (HttpListener listener : snapshot.httpListeners()) {
            reports.add(new ListenerReport(
                    listener.routes().name(),
                    listener.address(),
                    listener.port(),
                    listener.routes().virtualHosts().size(),
                    listener.routes().virtualHosts().stream()
                            .mapToInt(host -> host.routes().size())
                            .sum(),
                    reason(listener, failures)));
        }
        reports.sort(BY_PORT);
        return reports;
    }

    private static String reason(HttpListener listener, List<RoutingTarget.Failure> failures) {
        for (RoutingTarget.Failure failure : failures) {
            if (failure.port() == listener.port() && failure.address().equals(listener.address())) {
                return failure.reason();
            }
        }
        return "";
    }

    /** The finding about a listener that could not be opened. */
    static Diagnostic diagnostic(RoutingTarget.Failure failure) {
        return new Diagnostic(
                Code.BIND_FAILED,
                Severity.ERROR,
                null,
                FieldPath.ROOT,
                SourcePosition.UNKNOWN,
                "The listener " + failure.address() + ":" + failure.port() + " cannot be opened: " + failure.reason()
                        + ".",
                "Free the port or change the Gateway's; it is tried again by itself.");
    }

    /** All findings, worst first, otherwise in the order given. */
    static List<Diagnostic> sorted(List<List<Diagnostic>> parts) {
        List<Diagnostic> all = new ArrayList<>();
        parts.forEach(all::addAll);
        all.sort(WORST_FIRST);
        return all;
    }
}
