package io.fairlead.testkit.leak;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in whose course a Netty buffer leaked. JUnit registers it by itself where extensions are detected
 * automatically; the detector must be {@link RecordingLeakDetector} at level paranoid.
 *
 * <p>A leak is seen when the lost buffer has been collected and the next one is allocated. So this has garbage collected until
 * an object of its own is gone, which tells that the references of that collection were handed out, and allocates then. Buffers
 * that are still reachable are no leak yet, so tests close what they start before the class ends.
 */
public final class LeakGuard implements AfterAllCallback {
    private static final int ROUNDS = 2;
    private static final long MAX_WAIT_SECONDS = 30;

    /** Called by JUnit. */
    public LeakGuard() {}

    @Override
    public void afterAll(ExtensionContext context) {
        check(context.getDisplayName());
    }

    /**
     * Throws if a buffer leaked since the last call.
     *
     * @param where for the message
     * @throws AssertionError with the records of all leaks
     * @throws IllegalStateException if leaks would not be seen
     */
    public static void check(String where) {
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    leaks.size() + " leaks in the course of " + where + ":\n" + String.join("\n", leaks));
        }
    }

    private static List<String> leaks() {
        if (ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID
                || !(ResourceLeakDetectorFactory.instance().newResourceLeakDetector(LeakGuard.class)
                        instanceof RecordingLeakDetector)) {
            throw new IllegalStateException("leaks are not recorded: level " + ResourceLeakDetector.getLevel()
                    + ", detector " + System.getProperty("io.netty.customResourceLeakDetector"));
        }
        List<String> leaks = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            collectGarbage();
            ByteBufAllocator.DEFAULT.directBuffer(1).release();
            UnpooledByteBufAllocator.DEFAULT.heapBuffer(1).release();
            leaks.addAll(RecordingLeakDetector.takeLeaks());
        }
        return leaks;
    }

    private static void collectGarbage() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(TimeUnit.SECONDS.toMillis(MAX_WAIT_SECONDS)) != canary) {
                throw new IllegalStateException("garbage is not collected");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
