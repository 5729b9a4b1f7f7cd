package io.fairlead.proxy.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tells that files have changed, without reading them. Files that changed just now may change once more without showing
 * it, where the file system's clock is coarse: then the stamps are not settled.
 *
 * @param settled whether equal stamps later on mean equal files
 */
record FileStamps(List<Stamp> stamps, boolean settled) {
    private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);

    /** One file, as it is now; all but the path null if it is not there. */
    record Stamp(
            String path,
            @Nullable Instant modified,
            @Nullable Long bytes,
            @Nullable Object identity) {}

    FileStamps {
        stamps = List.copyOf(stamps);
    }

    /** The stamps of files at a time, links followed. */
    static FileStamps of(List<String> paths, Instant now) {
        List<Stamp> stamps = new ArrayList<>(paths.size());
        boolean settled = true;
        for (String path : paths) {
            Stamp stamp = stamp(path);
            stamps.add(stamp);
            settled &= stamp.modified() == null || stamp.modified().isBefore(now.minus(COARSEST_CLOCK));
        }
        return new FileStamps(stamps, settled);
    }

    private static Stamp stamp(String path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
            return new Stamp(path, attributes.lastModifiedTime().toInstant(), attributes.size(), attributes.fileKey());
        } catch (IOException | InvalidPathException notThere) {
            // Reading it will say what is wrong.
            return new Stamp(path, null, null, null);
        }
    }
}
