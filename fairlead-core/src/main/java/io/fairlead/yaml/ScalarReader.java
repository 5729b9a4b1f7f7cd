package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import org.jspecify.annotations.Nullable;

/** Reads values that are written as one scalar. */
abstract class ScalarReader implements ValueReader {
    private final String expected;
    private final @Nullable Object absent;

    /**
     * @param expected what is written there, for messages, for example {@code a whole number from 0 to 5}
     * @param absent the value of a field that is not written
     */
    ScalarReader(String expected, @Nullable Object absent) {
        this.expected = expected;
        this.absent = absent;
    }

    /** The value, or null after {@link #wrong}. */
    abstract @Nullable Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope);

    @Override
    public final @Nullable Object read(YamlNode node, FieldPath path, ReadScope scope) {
        return node instanceof YamlNode.Scalar scalar ? convert(scalar, path, scope) : wrong(node, path, scope, "");
    }

    @Override
    public final @Nullable Object absent() {
        return absent;
    }

    @Override
    public final @Nullable Object readNull(YamlNode node, FieldPath path, ReadScope scope) {
        return absent instanceof String ? absent : wrong(node, path, scope, "");
    }

    final @Nullable Object wrong(YamlNode node, FieldPath path, ReadScope scope, String advice) {
        scope.error(Code.WRONG_TYPE, path, node, "expected " + expected + ", found " + node.describe() + ".", advice);
        return null;
    }

    /** Tells that other readers of YAML take a plain scalar for something else. */
    static void warnIfAmbiguous(YamlNode.Scalar scalar, PlainScalar meaning, FieldPath path, ReadScope scope) {
        if (meaning.isAmbiguous(scalar.text())) {
            String taken = meaning.asKey(scalar.text());
            scope.warning(
                    Code.AMBIGUOUS_SCALAR,
                    path,
                    scalar,
                    "`" + scalar.text() + "` is taken for " + taken + "; other readers of YAML disagree.",
                    "Write " + taken + ".");
        }
    }

    /** Tells that a value was taken in a form that a Kubernetes API server refuses. */
    static void warnLenient(YamlNode node, FieldPath path, ReadScope scope, String advice) {
        scope.warning(
                Code.LENIENT_FORM, path, node, node.describe() + " is taken here, but not by Kubernetes.", advice);
    }
}
