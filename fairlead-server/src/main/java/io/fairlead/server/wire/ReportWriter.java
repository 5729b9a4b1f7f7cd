package io.fairlead.server.wire;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.VirtualHost;
import io.fairlead.server.admin.ListenerReport;
import io.fairlead.server.admin.ObjectReport;
import io.fairlead.server.admin.ObjectReport.Status;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Tells what became of objects and listeners. */
final class ReportWriter {
    private static final Comparator<ResourceRef> BY_NAME = Comparator.comparing(ResourceRef::kind)
            .thenComparing(ResourceRef::namespace)
            .thenComparing(ResourceRef::name);
    private static final Comparator<ListenerReport> BY_PORT = Comparator.comparingInt(ListenerReport::port)
            .thenComparing(ListenerReport::address)
            .thenComparing(ListenerReport::name);
    private static final Comparator<Diagnostic> WORST_FIRST = Comparator.comparing(Diagnostic::severity);

    private ReportWriter() {}

    /**
     * What is used of each object that was written, whether or not it could be read.
     *
     * @param reading the findings of the reading: a file or object that it could not read is in {@code read}, if at all, in
     *     its last good version
     */
    static List<ObjectReport> objects(ResourceSet read, ResourceSet good, List<Diagnostic> reading) {
        Damage damage = Damage.of(reading);
        Map<ResourceRef, ObjectReport> reports = new TreeMap<>(BY_NAME);
        damage.objects().forEach((ref, position) -> reports.put(ref, report(ref, Status.REJECTED, position)));
        for (Resource<?> resource : read.all()) {
            SourcePosition position = resource.position(FieldPath.ROOT);
            reports.put(
                    resource.ref(),
                    report(resource.ref(), status(resource, good.get(resource.ref()), damage), position));
        }
        return List.copyOf(reports.values());
    }

    private static ObjectReport report(ResourceRef ref, Status status, SourcePosition position) {
        return new ObjectReport(ref, status, position);
    }

    private static Status status(Resource<?> read, @Nullable Resource<?> good, Damage damage) {
        if (good == null) {
            return Status.REJECTED;
        }
        boolean isOld = damage.objects().containsKey(read.ref())
                || damage.files().contains(read.position(FieldPath.ROOT).file());
        return isOld || !good.equals(read) ? Status.KEPT_LAST_GOOD : Status.ACCEPTED;
    }

    /**
     * What could not be read.
     *
     * @param objects where each of them is
     * @param files of which nothing could be read
     */
    private record Damage(Map<ResourceRef, SourcePosition> objects, Set<String> files) {
        static Damage of(List<Diagnostic> reading) {
            Map<ResourceRef, SourcePosition> objects = new HashMap<>();
            Set<String> files = new HashSet<>();
            for (Diagnostic diagnostic : reading) {
                ResourceRef ref = diagnostic.resource();
                if (!diagnostic.isError() || diagnostic.code() == Code.DUPLICATE_OBJECT) {
                    continue;
                }
                if (ref != null) {
                    objects.putIfAbsent(ref, diagnostic.position());
                } else if (diagnostic.code() != Code.NOT_A_RESOURCE) {
                    files.add(diagnostic.position().file());
                }
            }
            return new Damage(objects, files);
        }
    }

    static List<ListenerReport> listeners(RoutingSnapshot snapshot, List<RoutingTarget.Failure> failures) {
        List<ListenerReport> reports = new ArrayList<>();
        for (Listener listener : snapshot.listeners()) {
            String failure = reason(listener, failures);
            for (FilterChain chain : listener.chains()) {
                List<VirtualHost> hosts = virtualHosts(chain.content());
                reports.add(new ListenerReport(
                        chain.content().name(),
                        listener.address(),
                        listener.port(),
                        hosts.size(),
                        hosts.stream().mapToInt(host -> host.routes().size()).sum(),
                        failure));
            }
        }
        reports.sort(BY_PORT);
        return reports;
    }

    private static List<VirtualHost> virtualHosts(Content content) {
        return content instanceof Content.Http http ? http.routes().virtualHosts() : List.of();
    }

    private static String reason(Listener listener, List<RoutingTarget.Failure> failures) {
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

    /** The finding about certificates that cannot be used. */
    static Diagnostic diagnostic(RoutingTarget.CertificateFailure failure) {
        String effect = failure.refusesConnections()
                ? "no connection is made for it."
                : "new connections use the last good ones.";
        return new Diagnostic(
                Code.CERTIFICATE_UNUSABLE,
                failure.refusesConnections() ? Severity.ERROR : Severity.WARNING,
                null,
                FieldPath.ROOT,
                SourcePosition.UNKNOWN,
                "The certificates of " + failure.name() + " cannot be used: " + failure.reason() + "; " + effect,
                "Replace the file or the Secret; files are looked at every second.");
    }

    /** All findings, worst first, otherwise in the order given. */
    static List<Diagnostic> sorted(List<List<Diagnostic>> parts) {
        List<Diagnostic> all = new ArrayList<>();
        parts.forEach(all::addAll);
        all.sort(WORST_FIRST);
        return all;
    }
}
