package io.fairlead.rollout.judge;

/**
 * Where an effect lies, at the confidence that the method states.
 *
 * @param what the effect and its unit, for example {@code ratio of rates}
 * @param low the lower end, possibly negative infinity
 * @param high the upper end, possibly positive infinity
 */
public record Interval(String what, double low, double high) {
    public Interval {
        if (Double.isNaN(low) || Double.isNaN(high) || low > high) {
            throw new IllegalArgumentException("not an interval: " + low + " to " + high);
        }
    }
}
