package io.fairlead.server.admin;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.SourcePosition;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /config}: version, objects, diagnostics and listeners; with {@code ?full} the compiled routing too. */
final class ConfigPage {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ConfigPage() {}

    static AdminResponse answer(ServerView view, AdminQuery query) {
        ConfigReport report = view.config();
        ObjectNode root = NODES.objectNode();
        root.put("version", report.version());
        root.put("time", report.time().toString());
        root.put("ready", view.readiness().isReady());
        root.set("counts", counts(report));
        root.set("objects", objects(report));
        ArrayNode diagnostics = root.putArray("diagnostics");
        report.diagnostics().forEach(diagnostic -> diagnostics.add(ofDiagnostic(diagnostic)));
        root.set("listeners", listeners(report));
        if (query.has("full")) {
            root.set("snapshot", RecordTree.of(report.snapshot()));
        }
        return AdminResponse.json(200, root);
    }

    private static ObjectNode counts(ConfigReport report) {
        ObjectNode counts = NODES.objectNode();
        for (ObjectReport.Status status : ObjectReport.Status.values()) {
            counts.put(
                    status.label(),
                    report.objects().stream()
                            .filter(object -> object.status() == status)
                            .count());
        }
        counts.put("diagnostics", report.diagnostics().size());
        counts.put("listeners", report.listeners().size());
        counts.put(
                "routes",
                report.listeners().stream().mapToInt(ListenerReport::routes).sum());
        counts.put("clusters", report.snapshot().clusters().size());
        return counts;
    }

    private static ArrayNode objects(ConfigReport report) {
        ArrayNode objects = NODES.arrayNode();
        for (ObjectReport object : report.objects()) {
            ObjectNode node = objects.addObject();
            putRef(node, object.ref());
            node.put("status", object.status().label());
            putPosition(node, object.position());
        }
        return objects;
    }

    static ObjectNode ofDiagnostic(Diagnostic diagnostic) {
        ObjectNode node = NODES.objectNode();
        node.put("code", diagnostic.code().id());
        node.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        if (diagnostic.resource() != null) {
            putRef(node, diagnostic.resource());
        }
        node.put("path", diagnostic.path().toString());
        putPosition(node, diagnostic.position());
        node.put("message", diagnostic.message());
        node.put("advice", diagnostic.advice());
        return node;
    }

    private static ArrayNode listeners(ConfigReport report) {
        ArrayNode listeners = NODES.arrayNode();
        for (ListenerReport listener : report.listeners()) {
            ObjectNode node = listeners.addObject();
            node.put("name", listener.name());
            node.put("address", listener.address());
            node.put("port", listener.port());
            node.put("protocol", "HTTP");
            node.put("virtualHosts", listener.virtualHosts());
            node.put("routes", listener.routes());
            node.put("status", listener.failure().isEmpty() ? "serving" : "failed");
            if (!listener.failure().isEmpty()) {
                node.put("reason", listener.failure());
            }
        }
        return listeners;
    }

    private static void putRef(ObjectNode node, ResourceRef ref) {
        node.put("kind", ref.kind().kindName());
        node.put("namespace", ref.namespace());
        node.put("name", ref.name());
    }

    private static void putPosition(ObjectNode node, SourcePosition position) {
        node.put("file", position.file());
        if (position.line() > 0) {
            node.put("line", position.line());
            node.put("column", position.column());
        }
        node.put("position", position.toString());
    }
}
