package io.fairlead.routing;

import java.util.Arrays;

/**
 * What choosing a route remembers while it looks at one request. It belongs to a {@link RequestView} and is used again, so
 * that choosing allocates nothing. Only {@code io.fairlead.routing.match} has use for it. Not thread-safe.
 *
 * <p>A connection may keep one of these for its whole life, so it is small: a bit for each place, and the first few places
 * that were entered, so that not all bits need clearing for the next request.
 */
public final class MatchScratch {
    private final int[] places = new int[32];
    private int count;
    private long[] entered = new long[1];
    private int best;

    /** Forgets everything; {@code size} is how many places there are to look at. */
    public void start(int size) {
        int words = (size >> 6) + 1;
        if (entered.length < words) {
            entered = new long[words];
        } else if (count > places.length) {
            Arrays.fill(entered, 0);
        } else {
            for (int i = 0; i < count; i++) {
                entered[places[i] >> 6] = 0;
            }
        }
        count = 0;
        best = Integer.MAX_VALUE;
    }

    /** Marks a place as looked at; false if it was already. */
    public boolean enter(int place) {
        long bit = 1L << place;
        if ((entered[place >> 6] & bit) != 0) {
            return false;
        }
        entered[place >> 6] |= bit;
        if (count < places.length) {
            places[count] = place;
        }
        count++;
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
