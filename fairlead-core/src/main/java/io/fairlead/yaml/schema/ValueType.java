package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;
import org.jspecify.annotations.Nullable;

/** What may be written as a value. Immutable once the table is read; any thread. */
sealed interface ValueType
        permits AnyType,
                BoolType,
                BytesType,
                DurationType,
                EnumType,
                ListType,
                MapType,
                NumberType,
                ObjectType,
                TextType {
    /** Reports what is wrong with a value that is not null. */
    void check(YamlNode node, FieldPath path, SchemaReport report);

    /** Whether a field or entry counts as written: a server removes those that are null. */
    static boolean isWritten(@Nullable YamlNode node) {
        return node != null && !(node instanceof YamlNode.Scalar scalar && scalar.isNull());
    }

    /** Reports what is wrong with any value. */
    static void checkAny(ValueType type, YamlNode node, FieldPath path, SchemaReport report) {
        if (!report.visit()) {
            return;
        }
        if (isWritten(node)) {
            type.check(node, path, report);
        }
    }
}
