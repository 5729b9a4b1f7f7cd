package io.fairlead.routing;

import java.util.Arrays;

/**
 * What choosing a route remembers while it looks at one request. It belongs to a {@link RequestView} and is used again, so
 * that choosing allocates nothing. Only {@code io.fairlead.routing.match} has use for it. Not thread-safe.
 */
public final class MatchScratch {
    private int[] rounds = new int[0];
    private int round;
    private int best;

    /** Forgets everything; {@code places} is how many places there are to look at. */
    public void start(int places) {
        if (rounds.length < places) {
            rounds = new int[Math.max(places, rounds.length * 2)];
        }
        if (++round <= 0) {
            Arrays.fill(rounds, 0);
            round = 1;
        }
        best = Integer.MAX_VALUE;
    }

    /** Marks a place as looked at; false if it was already. */
    public boolean enter(int place) {
        if (rounds[place] == round) {
            return false;
        }
        rounds[place] = round;
        return true;
    }

    /** The number of the first matching route found so far, {@link Integer#MAX_VALUE} if none was. */
    public int best() {
        return best;
    }

    /** Sets what {@link #best()} returns. */
    public void best(int route) {
        best = route;
    }
}
