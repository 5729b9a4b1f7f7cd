package io.fairlead.compile;

import io.fairlead.resource.HttpRetry;
import io.fairlead.routing.RetryPolicy;
import io.fairlead.routing.RetryPolicy.Localities;
import io.fairlead.routing.RetryPolicy.On;
import io.fairlead.routing.RetryPolicy.PreviousHosts;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How failed requests are sent again. Source: Istio {@code retry.ConvertPolicy}. */
final class RetryCompiler {
    private RetryCompiler() {}

    /** The policy that {@code written} asks for, null for none; {@code otherwise} where it says nothing. */
    static @Nullable RetryPolicy compile(@Nullable HttpRetry written, RetryPolicy otherwise) {
        if (written == null) {
            return otherwise;
        }
        if (written.attempts() <= 0) {
            return null;
        }
        Set<On> on = EnumSet.noneOf(On.class);
        SortedSet<Integer> statusCodes = new TreeSet<>();
        if (written.retryOn().isEmpty()) {
            on = otherwise.on();
        } else {
            read(written.retryOn(), on, statusCodes);
        }
        return new RetryPolicy(
                written.attempts(),
                positive(written.perTryTimeout()),
                on,
                statusCodes,
                backoff(written.backoff()),
                previousHosts(written.retryIgnorePreviousHosts(), otherwise),
                Boolean.TRUE.equals(written.retryRemoteLocalities()) ? Localities.REMOTE : Localities.BY_HEALTH);
    }

    private static PreviousHosts previousHosts(@Nullable Boolean ignored, RetryPolicy otherwise) {
        if (ignored == null) {
            return otherwise.previousHosts();
        }
        return ignored ? PreviousHosts.AVOIDED : PreviousHosts.ALLOWED;
    }

    /** A number stands for a status; it makes retriable statuses a condition. The validator has refused other words. */
    private static void read(String words, Set<On> on, Set<Integer> statusCodes) {
        int start = 0;
        while (start <= words.length()) {
            int comma = words.indexOf(',', start);
            int end = comma < 0 ? words.length() : comma;
            String word = words.substring(start, end).strip();
            On condition = On.ofWord(word);
            if (condition != null) {
                on.add(condition);
            } else if (isNumber(word)) {
                statusCodes.add(Integer.valueOf(word));
                on.add(On.RETRIABLE_STATUS_CODES);
            }
            start = end + 1;
        }
    }

    private static boolean isNumber(String word) {
        String digits = word.startsWith("+") ? word.substring(1) : word;
        return !digits.isEmpty() && digits.length() <= 9 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable Duration positive(@Nullable Duration duration) {
        return duration == null || duration.isNegative() || duration.isZero() ? null : duration;
    }

    /** Envoy counts the base interval in whole milliseconds and takes none for less than one. */
    private static Duration backoff(@Nullable Duration written) {
        if (written == null) {
            return RetryPolicy.DEFAULT_BACKOFF;
        }
        return written.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : written;
    }
}
