package io.fairlead.yaml;

import io.fairlead.store.ResourceSource;
import io.fairlead.store.ResourceStore;
import io.fairlead.store.SourceFile;
import io.fairlead.store.StoredResources;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects from files and folders, which are watched. A file that is given is read whatever its name; in a folder, and
 * below it, {@code *.yaml}, {@code *.yml} and {@code *.json} are read. All files are taken as one version at once. What
 * cannot be read any more keeps the objects it had; what is gone is gone.
 *
 * <p>A change is heard of by the system's file events and, since those can get lost and network file systems have none,
 * found by a look at all files once a second.
 */
public final class FolderSource implements ResourceSource {
    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

    private final List<Path> paths;
    private final FolderOptions options;
    private final FileEvents events;
    private final InstantSource clock;
    private final FolderContent content;
    private final ResourceStore store = new ResourceStore();
    private final Thread thread;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private Listener listener = resources -> {};
    private List<SourceFile> files = List.of();
    private StoredResources told = StoredResources.EMPTY;

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    /**
     * A source that is not started.
     *
     * @param paths files and folders; those that do not exist are waited for
     */
    public FolderSource(List<Path> paths, FolderOptions options) {
        this(paths, options, new SystemFileEvents(), InstantSource.system());
    }

    /** For tests: with events and a clock of their own. The source closes the events. */
    FolderSource(List<Path> paths, FolderOptions options, FileEvents events, InstantSource clock) {
        this.paths = List.copyOf(paths);
        this.options = options;
        this.events = events;
        this.clock = clock;
        this.content = new FolderContent(options);
        this.thread = new Thread(this::run, "fairlead-config");
        this.thread.setDaemon(true);
    }

    @Override
    public void start(Listener newListener) {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new IllegalStateException("the source was started or closed before: " + state.get());
        }
        listener = newListener;
        told = load();
        newListener.changed(told);
        thread.start();
    }

    /** What the files hold now. */
    public StoredResources current() {
        return store.current();
    }

    private void run() {
        try {
            while (state.get() == State.RUNNING) {
                if (events.await(options.pollInterval())) {
                    settle();
                }
                if (state.get() == State.RUNNING) {
                    reload();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; configuration files are not watched any more.");
        }
    }

    /** Waits until nothing happens any more, but not for ever. */
    private void settle() throws InterruptedException {
        Instant end = clock.instant().plus(options.maxSettleTime());
        boolean busy = true;
        while (busy && clock.instant().isBefore(end)) {
            busy = events.await(options.settleTime());
        }
    }

    private void reload() {
        try {
            StoredResources now = load();
            if (!now.equals(told)) {
                told = now;
                listener.changed(now);
            }
        } catch (RuntimeException e) {
            LOG.error("Cannot take a changed configuration; the one before stays in force.", e);
        }
    }

    private StoredResources load() {
        FolderScan scan = scan();
        if (events.watch(scan.folders())) {
            scan = scan();
        }
        List<SourceFile> now = content.read(scan, clock.instant());
        if (now.equals(files)) {
            return store.current();
        }
        files = now;
        return store.replaceAll(now);
    }

    private FolderScan scan() {
        FolderScan scan = new FolderScan(options.maxFiles());
        paths.forEach(scan::add);
        return scan;
    }

    @Override
    public void close() {
        State before = state.getAndSet(State.CLOSED);
        events.close();
        if (before == State.RUNNING && Thread.currentThread() != thread) {
            join();
        }
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
