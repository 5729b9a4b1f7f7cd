package io.fairlead.proxy.observe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Measures what code allocates on the thread that runs it. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 20_000;
    private static final int RUNS = 10_000;
    private static final int ATTEMPTS = 5;

    private Allocation() {}

    /** Bytes per run of {@code code} once it is warm, rounded down; the best of several attempts. */
    public static long bytesPerRun(Runnable code) {
        repeat(code, WARM_UP);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            repeat(code, RUNS);
            best = Math.min(best, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return best / RUNS;
    }

    private static void repeat(Runnable code, int times) {
        for (int i = 0; i < times; i++) {
            code.run();
        }
    }
}
