package io.fairlead.rollout.judge;

/** How much of the error probability a group-sequential test has spent by each look. Source: Lan and DeMets, 1983. */
public enum Spending {
    /** Evenly: finds large effects early, at the price of small ones. */
    POCOCK {
        @Override
        double spent(double alpha, double fraction) {
            return alpha * Math.log1p((Math.E - 1) * fraction);
        }
    },
    /** Little at first, as O'Brien and Fleming have it, computed for each side with half of the probability. */
    OBRIEN_FLEMING {
        @Override
        double spent(double alpha, double fraction) {
            return 4 * Probability.above(Probability.upperPoint(alpha / 4) / Math.sqrt(fraction));
        }
    },
    /** As O'Brien and Fleming have it, computed for both sides together. */
    OBRIEN_FLEMING_JOINT {
        @Override
        double spent(double alpha, double fraction) {
            return 2 * Probability.above(Probability.upperPoint(alpha / 2) / Math.sqrt(fraction));
        }
    };

    /** What is spent at a part of the information from 0 (exclusive) to 1. */
    abstract double spent(double alpha, double fraction);
}
