package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;

/** The rules on objects as a whole. A field counts as written even if it is empty. */
final class ObjectRules {
    private ObjectRules() {}

    static void check(Rule rule, YamlNode.Fields object, FieldPath path, SchemaReport report) {
        switch (rule) {
            case NAMED -> {
                if (text(object, "name").isEmpty()
                        && text(object, "generateName").isEmpty()) {
                    report.broken(path.field("name"), object, "the object has no name.", "Write metadata.name.");
                }
            }
            case ADDRESS_OR_NETWORK -> {
                if (!ValueType.isWritten(object.get("address")) && !ValueType.isWritten(object.get("network"))) {
                    report.broken(path, object, "there is neither address nor network.", "Write an address.");
                }
            }
            case SOCKET_WITHOUT_PORTS -> {
                if (text(object, "address").startsWith("unix://") && ValueType.isWritten(object.get("ports"))) {
                    report.broken(path.field("ports"), object, "a Unix socket has no ports.", "Remove them.");
                }
            }
            case RANGES_ONLY_WHERE_FIXED -> checkRanges(object, path, report);
            case NONE_WITHOUT_ENDPOINTS -> {
                if (resolution(object).equals("NONE") && ValueType.isWritten(object.get("endpoints"))) {
                    report.broken(
                            path.field("endpoints"), object, "resolution NONE has no endpoints.", "Use STATIC or DNS.");
                }
            }
            case ROUND_ROBIN_HAS_ONE_ENDPOINT -> {
                boolean several = object.get("endpoints") instanceof YamlNode.Items list
                        && list.items().size() > 1;
                if (several && resolution(object).equals("DNS_ROUND_ROBIN")) {
                    report.broken(
                            path.field("endpoints"),
                            object,
                            "resolution DNS_ROUND_ROBIN has one endpoint at most.",
                            "Use DNS.");
                }
            }
            default -> throw new AssertionError(rule + " is not about objects");
        }
    }

    private static void checkRanges(YamlNode.Fields object, FieldPath path, SchemaReport report) {
        String resolution = resolution(object);
        if (resolution.equals("NONE") || resolution.equals("STATIC")) {
            return;
        }
        if (object.get("addresses") instanceof YamlNode.Items addresses) {
            for (int i = 0; i < addresses.items().size(); i++) {
                YamlNode address = addresses.items().get(i);
                if (address instanceof YamlNode.Scalar scalar && scalar.text().indexOf('/') >= 0) {
                    report.broken(
                            path.field("addresses").index(i),
                            address,
                            "an address range needs resolution NONE or STATIC.",
                            "Write a single address, or change the resolution.");
                }
            }
        }
    }

    private static String resolution(YamlNode.Fields object) {
        return !ValueType.isWritten(object.get("resolution")) ? "NONE" : text(object, "resolution");
    }

    private static String text(YamlNode.Fields object, String field) {
        return object.get(field) instanceof YamlNode.Scalar scalar && !scalar.isNull() ? scalar.text() : "";
    }
}
