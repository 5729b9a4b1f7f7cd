package io.fairlead.server.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the access log's file was moved away or removed, as log rotation does, and has it opened again. So
 * rotation needs no signal, which the JVM could not take without internal classes. For one thread.
 */
final class LogRotation {
    private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);

    private final Path file;
    private final Runnable reopen;
    private @Nullable Object openedKey;

    /**
     * Watches {@code file}, which is open now.
     *
     * @param reopen opens the file again by its name, and makes it if it does not exist
     */
    LogRotation(Path file, Runnable reopen) {
        this.file = file;
        this.reopen = reopen;
        this.openedKey = key();
    }

    /** To be called now and then. */
    void check() {
        Object key = key();
        if (key != null && Objects.equals(key, openedKey)) {
            return;
        }
        reopen.run();
        // If there was no file, whoever made the one that is there at the next look, it is opened once more then.
        openedKey = key;
        LOG.info("access_log.reopened file={}", ConfigLog.quoted(file.toString()));
    }

    /** What tells the file from others of the same name (device and inode), null if there is none. */
    private @Nullable Object key() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // A device or pipe is not rotated, and a file system without keys cannot tell.
            return attributes.isOther() || attributes.fileKey() == null ? Path.of("/") : attributes.fileKey();
        } catch (IOException e) {
            return null;
        }
    }
}
