package io.fairlead.yaml;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads numbers within a range. */
final class NumberReader extends ScalarReader {
    private final Type type;

    /** The kinds of number, by their ranges on the wire. */
    enum Type {
        /** Signed, 32 bits, an Integer in Java. */
        INT32(Integer.MIN_VALUE, Integer.MAX_VALUE),
        /** Unsigned, 32 bits, a Long in Java. */
        UINT32(0, 0xFFFF_FFFFL),
        /** Signed, 64 bits, a Long in Java. */
        INT64(Long.MIN_VALUE, Long.MAX_VALUE),
        /** Unsigned, 64 bits, of which 63 are taken; a Long in Java. */
        UINT64(0, Long.MAX_VALUE),
        /** Any finite number, a Double in Java. */
        DOUBLE(0, 0);

        private final long least;
        private final long greatest;

        Type(long least, long greatest) {
            this.least = least;
            this.greatest = greatest;
        }

        private String describe() {
            return this == DOUBLE ? "a number" : "a whole number from " + least + " to " + greatest;
        }

        private Object box(long value) {
            return this == INT32 ? (Object) (int) value : (Object) value;
        }
    }

    /**
     * @param nullable whether a missing field is null instead of 0
     */
    static NumberReader of(Type type, boolean nullable) {
        Object zero = type == Type.DOUBLE ? (Object) 0.0 : type.box(0);
        return new NumberReader(type, nullable ? null : zero);
    }

    private NumberReader(Type type, @Nullable Object absent) {
        super(type.describe(), absent);
        this.type = type;
    }

    @Override
    @Nullable
    Object convert(YamlNode.Scalar scalar, FieldPath path, ReadScope scope) {
        PlainScalar meaning = PlainScalar.of(scalar.text());
        Number number = scalar.plain() ? meaning.number() : JsonNumber.parse(scalar.text(), type == Type.DOUBLE);
        if (number == null || scalar.plain() && !Double.isFinite(number.doubleValue())) {
            return wrong(scalar, path, scope, "");
        }
        Object value = type == Type.DOUBLE ? (Object) number.doubleValue() : whole(number);
        if (value == null) {
            return wrong(scalar, path, scope, "");
        }
        if (!scalar.plain()) {
            warnLenient(scalar, path, scope, "Leave out the quotes.");
        } else {
            warnIfAmbiguous(scalar, meaning, path, scope);
        }
        return value;
    }

    private @Nullable Object whole(Number number) {
        if (number instanceof BigInteger) {
            return null;
        }
        double exact = number.doubleValue();
        long value = number.longValue();
        if (number instanceof Double && (exact != Math.rint(exact) || Math.abs(exact) >= 0x1p63)) {
            return null;
        }
        return value < type.least || value > type.greatest ? null : type.box(value);
    }
}
