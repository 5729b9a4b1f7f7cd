package io.fairlead.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Several threads that do the same work, and end by themselves. */
final class Crowd {
    private final List<Future<?>> members = new ArrayList<>();

    /** Starts so many threads. */
    Crowd(int size, Runnable work) {
        ExecutorService executor = Executors.newFixedThreadPool(size, run -> {
            Thread thread = new Thread(run, "conformance-client");
            thread.setDaemon(true);
            return thread;
        });
        for (int i = 0; i < size; i++) {
            members.add(executor.submit(work));
        }
        executor.shutdown();
    }

    /**
     * Waits for all of them.
     *
     * @throws IllegalStateException if one of them failed
     */
    void await() {
        for (Future<?> member : members) {
            try {
                member.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }
}
