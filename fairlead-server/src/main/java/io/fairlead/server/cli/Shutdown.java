package io.fairlead.server.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns SIGTERM and SIGINT into a drain and exit code 0.
 *
 * <p>The JVM ends with 143 or 130 after a signal, however well its hooks did. An orchestrator would read that as a
 * failure, so the hook itself ends the process once the drain is over. A second signal during the drain changes nothing:
 * the drain is bounded.
 */
final class Shutdown {
    private Shutdown() {}

    /** Runs {@code drain} when the process is told to stop, then exits with 0. For a process that only serves. */
    static void drainOnSignal(Runnable drain) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            drain.run();
                            System.out.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "fairlead-shutdown"));
    }

    /** Blocks the calling thread; the hook ends the process. */
    static void awaitSignal() {
        boolean interrupted = false;
        CountDownLatch never = new CountDownLatch(1);
        while (!interrupted) {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        Thread.currentThread().interrupt();
    }
}
