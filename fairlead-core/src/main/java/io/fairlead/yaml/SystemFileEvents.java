package io.fairlead.yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operating system's events (inotify on Linux). For one thread, apart from {@link #close}. */
final class SystemFileEvents implements FileEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SystemFileEvents.class);
    private static final WatchEvent.Kind<?>[] KINDS = {
        StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE
    };

    private final WatchService service;
    private final Map<Path, WatchKey> keys = new HashMap<>();
    private final Set<Path> refused = new HashSet<>();

    SystemFileEvents() {
        try {
            service = FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch files", e);
        }
    }

    @Override
    public boolean watch(Set<Path> folders) {
        keys.entrySet().removeIf(entry -> {
            boolean gone =
                    !folders.contains(entry.getKey()) || !entry.getValue().isValid();
            if (gone) {
                entry.getValue().cancel();
            }
            return gone;
        });
        boolean added = false;
        for (Path folder : folders) {
            if (!keys.containsKey(folder)) {
                added |= register(folder);
            }
        }
        return added;
    }

    private boolean register(Path folder) {
        try {
            keys.put(folder, folder.register(service, KINDS));
            refused.remove(folder);
            return true;
        } catch (IOException e) {
            if (refused.add(folder)) {
                LOG.warn("No file events for {}, which is polled instead: {}", folder, e.toString());
            }
        } catch (ClosedWatchServiceException e) {
            // the source is being closed, and nobody needs the events any more
        }
        return false;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        try {
            WatchKey key = service.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            boolean any = key != null;
            while (key != null) {
                key.pollEvents();
                key.reset();
                key = nextNow();
            }
            return any;
        } catch (ClosedWatchServiceException e) {
            return false;
        }
    }

    private @Nullable WatchKey nextNow() {
        return service.poll();
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            LOG.warn("Cannot stop watching files: {}", e.toString());
        }
    }
}
