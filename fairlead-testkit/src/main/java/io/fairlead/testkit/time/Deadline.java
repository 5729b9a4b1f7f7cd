package io.fairlead.testkit.time;

import java.time.Duration;

/** A moment in real time by which something must have happened. */
public final class Deadline {
    private final Stopwatch watch = Stopwatch.start();
    private final Duration limit;

    private Deadline(Duration limit) {
        this.limit = limit;
    }

    /** The moment that is this far away. */
    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /** Whether the moment is over. */
    public boolean isOver() {
        return watch.elapsed().compareTo(limit) >= 0;
    }

    /** Whole milliseconds to go, at least 1 as 0 means "for ever" to sockets. */
    public int millisLeft() {
        return (int) Math.max(
                1, Math.min(Integer.MAX_VALUE, limit.minus(watch.elapsed()).toMillis()));
    }
}
