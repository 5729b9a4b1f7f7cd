package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules on the keys of mappings and on the elements of lists. */
final class EntryRules {
    private static final int MAX_ANNOTATION_BYTES = 256 << 10;

    private EntryRules() {}

    static void checkKeys(Rule rule, YamlNode.Fields fields, FieldPath path, SchemaReport report) {
        long bytes = 0;
        for (int i = 0; i < fields.size(); i++) {
            String key = fields.key(i).asKey();
            if (key == null) {
                continue;
            }
            Rule.Problem problem = keyProblem(rule, key);
            if (problem != null) {
                report.broken(
                        path.field(fields.key(i).shortened()), fields.key(i), problem.message(), problem.advice());
            }
            bytes += key.getBytes(StandardCharsets.UTF_8).length;
            if (rule == Rule.ANNOTATIONS && fields.value(i) instanceof YamlNode.Scalar scalar) {
                bytes += scalar.text().getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (rule == Rule.ANNOTATIONS && bytes > MAX_ANNOTATION_BYTES) {
            report.broken(path, fields, "annotations are larger than 256 KiB together.", "Make them smaller.");
        }
    }

    private static Rule.@Nullable Problem keyProblem(Rule rule, String key) {
        return switch (rule) {
            case PORT_NAMES ->
                MetadataSyntax.isPortName(key)
                        ? null
                        : new Rule.Problem("no port has such a name.", "Use at most 62 letters, digits and hyphens.");
            case SELECTOR_KEYS ->
                !key.isEmpty() && key.indexOf('*') < 0
                        ? null
                        : new Rule.Problem("a selector has no empty keys and no wildcards.", "Write a label's name.");
            case LABEL_KEYS -> qualified(key);
            case ANNOTATIONS -> qualified(key.toLowerCase(Locale.ROOT));
            default -> throw new AssertionError(rule + " is not about keys");
        };
    }

    private static Rule.@Nullable Problem qualified(String key) {
        return MetadataSyntax.isQualifiedName(key)
                ? null
                : new Rule.Problem(
                        "Kubernetes takes no such key.",
                        "Use letters, digits, '-', '_' and '.', with an optional domain and slash before.");
    }

    static void checkDifferent(String field, YamlNode.Items list, FieldPath path, SchemaReport report) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < list.items().size(); i++) {
            YamlNode value = list.items().get(i) instanceof YamlNode.Fields fields ? fields.get(field) : null;
            if (value instanceof YamlNode.Scalar scalar && !seen.add(identity(scalar))) {
                report.broken(
                        path.index(i).field(field), value, scalar.shown() + " occurs twice.", "Change one of the two.");
            }
        }
    }

    private static Object identity(YamlNode.Scalar scalar) {
        Number number = scalar.plain() ? PlainScalar.of(scalar.text()).number() : null;
        return number == null ? scalar.text() : (Object) number.doubleValue();
    }
}
