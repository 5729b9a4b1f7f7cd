package io.fairlead.rollout.judge;

/**
 * How much worse than the baseline a candidate may be.
 *
 * @param size 0 or more. RELATIVE: 0.05 allows 1.05 times the baseline. ABSOLUTE: 0.01 allows the baseline plus 0.01, for
 *     a rate one percentage point
 */
public record Margin(Kind kind, double size) {
    /** No harm is allowed. */
    public static final Margin ZERO = new Margin(Kind.RELATIVE, 0);

    /** What the size is measured against. */
    public enum Kind {
        RELATIVE,
        ABSOLUTE
    }

    public Margin {
        if (!(size >= 0) || !Double.isFinite(size)) {
            throw new IllegalArgumentException("a margin is 0 or more: " + size);
        }
    }

    /** A factor above the baseline. */
    public static Margin relative(double size) {
        return new Margin(Kind.RELATIVE, size);
    }

    /** A distance above the baseline. */
    public static Margin absolute(double size) {
        return new Margin(Kind.ABSOLUTE, size);
    }
}
