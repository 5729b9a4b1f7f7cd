package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The conditions that the table names; their names there are in lower case with hyphens. */
enum Rule {
    /** RFC 3339. */
    TIMESTAMP(Subject.TEXT),
    /** Anything but a single asterisk. */
    NOT_ASTERISK(Subject.TEXT),
    /** No asterisk anywhere. */
    WITHOUT_ASTERISK(Subject.TEXT),
    /** If it names a Unix socket, then by an absolute path or an abstract name. */
    SOCKET_PATH(Subject.TEXT),
    /** A name for objects, as Kubernetes has it. */
    OBJECT_NAME(Subject.TEXT),
    /** A name of a namespace. */
    NAMESPACE_NAME(Subject.TEXT),
    /** The value of a Kubernetes label. */
    LABEL_VALUE(Subject.TEXT),
    /** Not empty. */
    NOT_EMPTY(Subject.TEXT),
    /** Keys are names of ports. */
    PORT_NAMES(Subject.KEYS),
    /** Keys select labels. */
    SELECTOR_KEYS(Subject.KEYS),
    /** Keys are those of Kubernetes labels. */
    LABEL_KEYS(Subject.KEYS),
    /** Keys are those of Kubernetes annotations, and all of them together are not too large. */
    ANNOTATIONS(Subject.KEYS),
    /** Elements have different {@code name}s. */
    DIFFERENT_NAMES(Subject.LIST),
    /** Elements have different {@code number}s. */
    DIFFERENT_NUMBERS(Subject.LIST),
    /** The object has a name, or leaves it to the server. */
    NAMED(Subject.OBJECT),
    /** There is an address or a network. */
    ADDRESS_OR_NETWORK(Subject.OBJECT),
    /** The address of a Unix socket has no ports. */
    SOCKET_WITHOUT_PORTS(Subject.OBJECT),
    /** Address ranges go with addresses that are not looked up. */
    RANGES_ONLY_WHERE_FIXED(Subject.OBJECT),
    /** Resolution NONE has no endpoints. */
    NONE_WITHOUT_ENDPOINTS(Subject.OBJECT),
    /** Resolution DNS_ROUND_ROBIN has one endpoint at most. */
    ROUND_ROBIN_HAS_ONE_ENDPOINT(Subject.OBJECT);

    private final Subject subject;

    Rule(Subject subject) {
        this.subject = subject;
    }

    /** What a rule is about. */
    private enum Subject {
        TEXT,
        KEYS,
        LIST,
        OBJECT
    }

    /** The rule of this name in the table. */
    static Rule of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Reports where the value breaks the rule. A value of a wrong type was reported before, and breaks no rule. */
    void check(YamlNode node, FieldPath path, SchemaReport report) {
        if (node instanceof YamlNode.Scalar scalar && subject == Subject.TEXT) {
            report(TextRules.problem(this, scalar.text()), scalar, path, report);
        } else if (node instanceof YamlNode.Items list && subject == Subject.LIST) {
            EntryRules.checkDifferent(this == DIFFERENT_NAMES ? "name" : "number", list, path, report);
        } else if (node instanceof YamlNode.Fields fields && subject == Subject.KEYS) {
            EntryRules.checkKeys(this, fields, path, report);
        } else if (node instanceof YamlNode.Fields fields && subject == Subject.OBJECT) {
            ObjectRules.check(this, fields, path, report);
        }
    }

    /** What is wrong with a value, and what to do. */
    record Problem(String message, String advice) {}

    private static void report(@Nullable Problem problem, YamlNode node, FieldPath path, SchemaReport report) {
        if (problem != null) {
            report.broken(path, node, problem.message(), problem.advice());
        }
    }
}
