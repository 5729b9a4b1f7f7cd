package io.fairlead.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Tells that something happened in some folders; may miss changes, and may tell of some that were none. */
interface FileEvents extends AutoCloseable {
    /**
     * Watches exactly these folders from now on.
     *
     * @return whether one was not watched before, so that what happened in it until now is not known
     */
    boolean watch(Set<Path> folders);

    /**
     * Waits for an event that was not told before.
     *
     * @return false if the time is over or this was closed
     */
    boolean await(Duration timeout) throws InterruptedException;

    /** Ends every wait. */
    @Override
    void close();
}
