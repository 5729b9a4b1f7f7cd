package io.fairlead.yaml;

import io.fairlead.yaml.tree.ReadLimits;
import java.time.Duration;

/**
 * How a folder is watched.
 *
 * @param pollInterval how often files are looked at even if nothing was heard of them: the longest time that a change
 *     takes where the file system sends no events
 * @param settleTime how long it must be quiet after an event before files are read, so that half-written ones are rare
 * @param maxSettleTime how long events may go on before files are read anyway
 * @param maxFiles the rest is reported and not read
 * @param maxFileBytes a larger file is reported and not read
 * @param limits for each file's text
 */
public record FolderOptions(
        Duration pollInterval,
        Duration settleTime,
        Duration maxSettleTime,
        int maxFiles,
        long maxFileBytes,
        ReadLimits limits) {
    /** A change is in force within tens of milliseconds, and within about a second on file systems without events. */
    public static final FolderOptions DEFAULT = new FolderOptions(
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            100_000,
            64L << 20,
            ReadLimits.DEFAULT);

    public FolderOptions {
        requirePositive("pollInterval", pollInterval);
        requirePositive("settleTime", settleTime);
        requirePositive("maxSettleTime", maxSettleTime);
        if (maxFiles < 1 || maxFileBytes < 1) {
            throw new IllegalArgumentException(
                    "maxFiles and maxFileBytes must be at least 1: " + maxFiles + ", " + maxFileBytes);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }
}
