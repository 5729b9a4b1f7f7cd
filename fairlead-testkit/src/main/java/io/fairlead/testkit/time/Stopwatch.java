package io.fairlead.testkit.time;

import java.time.Duration;

/** Measures real time from its creation. The one place of the test kit that reads a clock. */
public final class Stopwatch {
    private final long startNanos = System.nanoTime();

    private Stopwatch() {}

    /** A stopwatch that begins now. */
    public static Stopwatch start() {
        return new Stopwatch();
    }

    /** The time since the start. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
