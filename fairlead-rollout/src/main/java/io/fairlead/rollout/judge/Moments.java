package io.fairlead.rollout.judge;

/**
 * The number, mean and spread of some observations.
 *
 * @param count 0 or more
 * @param mean 0 if there are none
 * @param squares the sum of squared distances from the mean, 0 or more
 */
public record Moments(long count, double mean, double squares) {
    /** No observations. */
    public static final Moments NONE = new Moments(0, 0, 0);

    public Moments {
        if (count < 0 || !(squares >= 0) || !Double.isFinite(mean)) {
            throw new IllegalArgumentException("not moments: " + count + ", " + mean + ", " + squares);
        }
    }

    /** Those of a count, a sum and a sum of squares; a spread below 0 by rounding is 0. */
    public static Moments ofSums(long count, double sum, double sumOfSquares) {
        if (count == 0) {
            return NONE;
        }
        return new Moments(count, sum / count, Math.max(0, sumOfSquares - sum * sum / count));
    }

    /** With one observation more. */
    public Moments plus(double value) {
        double before = value - mean;
        double next = mean + before / (count + 1);
        return new Moments(count + 1, next, squares + before * (value - next));
    }

    /** Both together. */
    public Moments plus(Moments other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        long all = count + other.count;
        double apart = other.mean - mean;
        return new Moments(
                all,
                mean + apart * other.count / all,
                squares + other.squares + apart * apart * ((double) count * other.count / all));
    }

    /** The sample variance, 0 for fewer than two observations. */
    public double variance() {
        return count < 2 ? 0 : squares / (count - 1);
    }
}
