package io.fairlead.yaml.schema;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * A number without quotes.
 *
 * @param least the smallest allowed
 * @param most the largest allowed
 */
record NumberType(Kind kind, double least, double most) implements ValueType {
    /** Beyond it a floating-point number is not taken for a whole one. */
    private static final double MOST_EXACT = 0x1p53;

    /** What kind of number. */
    enum Kind {
        WHOLE("a whole number"),
        ANY("a number");

        private final String description;

        Kind(String description) {
            this.description = description;
        }
    }

    @Override
    public void check(YamlNode node, FieldPath path, SchemaReport report) {
        Number number = node instanceof YamlNode.Scalar scalar
                ? PlainScalar.of(scalar.text()).number()
                : null;
        Double value = number == null ? null : value(number);
        if (value == null) {
            report.wrongType(path, node, describe(), "");
        } else if (!((YamlNode.Scalar) node).plain()) {
            report.wrongType(path, node, describe(), "Leave out the quotes.");
        } else if (value < least || value > most) {
            report.wrongType(path, node, describe(), "");
        }
    }

    /** The number, exact enough to compare it; null if it is of the wrong kind. */
    private @Nullable Double value(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return null;
        }
        boolean whole = number instanceof Long || value == Math.rint(value) && Math.abs(value) < MOST_EXACT;
        return kind == Kind.WHOLE && !whole ? null : (Double) value;
    }

    private String describe() {
        boolean open = Double.isInfinite(least) && Double.isInfinite(most);
        if (open) {
            return kind.description;
        }
        return kind.description
                + (Double.isInfinite(most)
                        ? " of at least " + print(least)
                        : " from " + print(least) + " to " + print(most));
    }

    private static String print(double limit) {
        return limit == Math.rint(limit) ? String.valueOf((long) limit) : String.valueOf(limit);
    }
}
