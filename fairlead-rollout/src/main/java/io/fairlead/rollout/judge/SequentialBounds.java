package io.fairlead.rollout.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bounds on {@code |z|} that a test with planned, equally spaced looks stops at. Found by recursive integration of the
 * density of the sum that has not crossed a bound yet. Source: Armitage, McPherson and Rowe, JRSS A 132, 1969.
 */
final class SequentialBounds {
    private static final int CELLS = 400;
    private static final int BISECTIONS = 50;
    private static final double WIDEST = 9;

    private final double step;
    private double[] points = {0};
    private double[] masses = {1};

    private SequentialBounds(int looks) {
        step = 1.0 / looks;
    }

    /** Bounds that were asked for, since they are asked for at every look of every release and take milliseconds. */
    private static final Map<Key, List<Double>> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST_KNOWN = 256;

    private record Key(Spending spending, double alpha, int looks) {}

    /** The bound at each look. Any thread. */
    static List<Double> of(Spending spending, double alpha, int looks) {
        if (KNOWN.size() >= MOST_KNOWN) {
            KNOWN.clear();
        }
        return KNOWN.computeIfAbsent(
                new Key(spending, alpha, looks), key -> computed(key.spending(), key.alpha(), key.looks()));
    }

    private static List<Double> computed(Spending spending, double alpha, int looks) {
        SequentialBounds state = new SequentialBounds(looks);
        List<Double> bounds = new ArrayList<>();
        double before = 0;
        for (int look = 1; look <= looks; look++) {
            double spent = spending.spent(alpha, (double) look / looks);
            double bound = state.bound(spent - before, Math.sqrt(look * state.step));
            bounds.add(bound);
            state.advance(bound * Math.sqrt(look * state.step));
            before = spent;
        }
        return List.copyOf(bounds);
    }

    private double bound(double probability, double deviation) {
        double low = 0;
        double high = WIDEST;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (crossing(middle * deviation) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The probability that the next sum is beyond {@code limit} on either side. */
    private double crossing(double limit) {
        double root = Math.sqrt(step);
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += masses[i]
                    * (Probability.above((limit - points[i]) / root) + Probability.above((limit + points[i]) / root));
        }
        return sum;
    }

    /** Takes the density over to the next look, by Simpson's rule between the limits. */
    private void advance(double limit) {
        double[] next = new double[CELLS + 1];
        double[] mass = new double[CELLS + 1];
        double width = 2 * limit / CELLS;
        double factor = 1 / Math.sqrt(2 * Math.PI * step);
        for (int j = 0; j <= CELLS; j++) {
            next[j] = -limit + j * width;
            double density = 0;
            for (int i = 0; i < points.length; i++) {
                double apart = next[j] - points[i];
                density += masses[i] * Math.exp(-apart * apart / (2 * step));
            }
            double simpson = j == 0 || j == CELLS ? 1 : j % 2 == 1 ? 4 : 2;
            mass[j] = density * factor * width * simpson / 3;
        }
        points = next;
        masses = mass;
    }
}
