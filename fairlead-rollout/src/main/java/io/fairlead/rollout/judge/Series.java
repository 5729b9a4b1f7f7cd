package io.fairlead.rollout.judge;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Numbers in order of time; NaN stands for a point that is missing. Immutable. */
public final class Series {
    /** No points. */
    public static final Series EMPTY = new Series(new double[0]);

    private final double[] values;

    private Series(double[] values) {
        this.values = values;
    }

    /** A copy of the numbers. */
    public static Series of(double... values) {
        return new Series(values.clone());
    }

    /** A copy of the numbers. */
    public static Series of(Collection<Double> values) {
        return new Series(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** How many points there are. */
    public int size() {
        return values.length;
    }

    /** The point at a position from 0. */
    public double at(int position) {
        return values[position];
    }

    /** A copy of the numbers. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Series that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
