package io.fairlead.resource;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When and how often a request is tried again.
 *
 * @param attempts tries beyond the first; 0 or less disables retries
 * @param perTryTimeout null means none
 * @param retryOn "" means the default conditions
 * @param retryRemoteLocalities null means false
 * @param retryIgnorePreviousHosts null means true, unless the destination is chosen by consistent hash
 * @param backoff null means 25 ms
 */
public record HttpRetry(
        int attempts,
        @Nullable Duration perTryTimeout,
        String retryOn,
        @Nullable Boolean retryRemoteLocalities,
        @Nullable Boolean retryIgnorePreviousHosts,
        @Nullable Duration backoff) {}
