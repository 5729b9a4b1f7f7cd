package io.fairlead.rollout.metric;

import io.fairlead.rollout.spec.Release;
import java.util.concurrent.CompletableFuture;

/**
 * Where the numbers of one guard come from, if not from the proxy. Called on the controller's thread, one question at a time;
 * the answer may come on any thread.
 */
public interface MetricSource {
    /** Asks for what was counted since the question before, or for one number. Never fails: see {@link Reading.Missing}. */
    CompletableFuture<Reading> read(Release release);

    /** Forgets what was counted so far: the next question is a first one, and gives no counts. */
    void restart();
}
