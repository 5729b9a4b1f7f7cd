package io.fairlead.proxy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds an upstream's script until the test lets it go on. */
final class BlockingGate {
    private final CountDownLatch open = new CountDownLatch(1);

    void open() {
        open.countDown();
    }

    void await() throws InterruptedException {
        if (!open.await(TestProxy.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the gate was never opened");
        }
    }
}
