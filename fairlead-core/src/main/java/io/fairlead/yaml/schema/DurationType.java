package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.GoDuration;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.time.Duration;

/** A duration in Go's notation, of a millisecond at least. */
record DurationType() implements ValueType {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        Duration duration =
                node instanceof YamlNode.Scalar scalar && scalar.isText() ? GoDuration.parse(scalar.text()) : null;
        if (duration == null) {
            boolean bare = node instanceof YamlNode.Scalar scalar
                    && scalar.plain()
                    && PlainScalar.of(scalar.text()).type() == PlainScalar.Type.INTEGER;
            report.wrongType(
                    path,
                    node,
                    "a duration such as 250ms, 1.5s or 1h30m",
                    bare ? "Add a unit, such as s for seconds." : "");
        } else if (duration.compareTo(SHORTEST) < 0) {
            report.broken(path, node, "the time must be at least 1ms.", "Use a longer time, or remove the field.");
        }
    }
}
