package io.fairlead.server.cli;

import io.fairlead.analyze.base.Finding;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.SourcePosition;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Findings of analysis in the forms that people and programs read. */
final class FindingWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FindingWriter() {}

    /** One line: severity, code, object, place, message and advice, as {@code istioctl analyze} orders them. */
    static String text(Finding finding) {
        String line = severity(finding) + " [" + finding.code().id() + "] (" + finding.origin() + " "
                + reference(finding.position()) + ") " + finding.message();
        return finding.advice().isEmpty() ? line : line + " " + finding.advice();
    }

    /** How many findings of each severity there are. */
    static String summary(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Severity severity : Severity.values()) {
            long count = findings.stream()
                    .filter(finding -> finding.code().severity() == severity)
                    .count();
            text.append(text.length() == 0 ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(severity.name().toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** A list of objects. */
    static String json(List<Finding> findings) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            ObjectNode node = list.addObject();
            node.put("code", finding.code().id());
            node.put("severity", severity(finding));
            node.put("origin", finding.origin().toString());
            node.put("kind", finding.origin().kind());
            node.put("namespace", finding.origin().namespace());
            node.put("name", finding.origin().name());
            node.put("reference", reference(finding.position()));
            node.put("message", finding.message());
            node.put("advice", finding.advice());
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list);
    }

    private static String severity(Finding finding) {
        String name = finding.code().severity().name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String reference(SourcePosition position) {
        return position.line() == 0 ? position.file() : position.file() + ":" + position.line();
    }
}
