package io.fairlead.testkit.time;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits in real time, for behaviour that is a delay by definition; never to wait for something to happen. */
public final class Pause {
    private final CountDownLatch over = new CountDownLatch(1);

    /** A pause that {@link #end} can cut short. */
    public Pause() {}

    /** Waits this long. */
    public static void of(Duration length) {
        new Pause().take(length);
    }

    /**
     * Waits this long, or until {@link #end} is called.
     *
     * @throws IllegalStateException if the thread is interrupted, which stays interrupted
     */
    public void take(Duration length) {
        try {
            // The result only tells which of the two ended the wait.
            boolean ignored = over.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends present and future waits of this pause. */
    public void end() {
        over.countDown();
    }
}
