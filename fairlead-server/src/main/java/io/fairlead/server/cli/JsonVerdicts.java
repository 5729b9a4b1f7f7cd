package io.fairlead.server.cli;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.gate.FileVerdict;
import io.fairlead.gate.Gate;
import io.fairlead.gate.GateFinding;
import io.fairlead.resource.ResourceRef;
import java.io.PrintWriter;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON list with an object for each file, in lines of their own. */
final class JsonVerdicts implements VerdictWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PrintWriter out;
    private boolean first = true;

    JsonVerdicts(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(FileVerdict verdict) {
        ObjectNode file = NODES.objectNode();
        file.put("file", verdict.file());
        file.put("valid", verdict.isValid());
        ArrayNode findings = file.putArray("findings");
        verdict.findings().forEach(finding -> findings.add(finding(finding)));
        out.print((first ? "[\n" : ",\n") + file);
        first = false;
    }

    private static ObjectNode finding(GateFinding finding) {
        Diagnostic diagnostic = finding.diagnostic();
        ObjectNode node = NODES.objectNode();
        node.put("code", diagnostic.code().id());
        node.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
        ArrayNode gates = node.putArray("refusedBy");
        finding.refusing().stream().sorted().map(Gate::id).forEach(gates::add);
        ResourceRef resource = diagnostic.resource();
        if (resource != null) {
            node.put("kind", resource.kind().kindName());
            node.put("namespace", resource.namespace());
            node.put("name", resource.name());
        }
        node.put("field", diagnostic.path().toString());
        if (diagnostic.position().line() > 0) {
            node.put("line", diagnostic.position().line());
            node.put("column", diagnostic.position().column());
        }
        node.put("message", diagnostic.message());
        node.put("advice", diagnostic.advice());
        return node;
    }

    @Override
    public void end() {
        out.print(first ? "[]\n" : "\n]\n");
        out.flush();
    }
}
