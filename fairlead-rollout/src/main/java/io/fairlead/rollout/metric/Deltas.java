package io.fairlead.rollout.metric;

import io.fairlead.rollout.judge.Counts;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns counters that only grow into what was counted between two looks. The first look at a counter gives nothing, since it
 * may have counted long before. A counter that shrank was reset by a restart, and what was counted between the two looks is not
 * known: that look gives nothing either. Not thread-safe.
 */
final class Deltas {
    private final Map<String, Look> last = new HashMap<>();

    private record Look(double total, double bad) {}

    /** What was counted since the look before under the same key, null where that is not known. */
    @Nullable
    Counts since(String key, double total, double bad) {
        Look before = last.put(key, new Look(total, bad));
        if (before == null || total < before.total() || bad < before.bad()) {
            return null;
        }
        long requests = Math.round(total - before.total());
        return new Counts(requests, Math.min(requests, Math.round(bad - before.bad())));
    }

    /** Forgets everything, so that the next look is a first one. */
    void clear() {
        last.clear();
    }
}
