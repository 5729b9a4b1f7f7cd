package io.fairlead.proxy.observe;

/** A clock for durations. Any thread. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some fixed moment; never goes backwards, and only differences mean anything. */
    long nanos();

    /** The clock of this machine. */
    static Ticker system() {
        return System::nanoTime;
    }
}
