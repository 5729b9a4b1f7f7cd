package io.fairlead.rollout.store;

import io.fairlead.rollout.machine.RunState;
import io.fairlead.rollout.machine.Transition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The runs of all Rollouts: where each stands, and how it got there. A transition that {@link #append} has returned from
 * survives a crash of the process and of the machine.
 *
 * <p>The last {@value #KEPT} transitions of a Rollout are kept; older ones go when the log is compacted. Not thread-safe: the
 * controller's thread writes, and readers get copies from it.
 */
public final class RolloutStore implements AutoCloseable {
    /** How many transitions of a Rollout are kept. */
    public static final int KEPT = 500;

    private static final long COMPACT_BYTES = 8 << 20;

    private final RecordLog log;
    private final Map<String, Deque<Transition>> histories = new TreeMap<>();

    private RolloutStore(RecordLog log) {
        this.log = log;
        log.snapshot().forEach(this::load);
        log.records().forEach(this::load);
    }

    /**
     * Opens a store in a folder, which is made if it does not exist.
     *
     * @throws StoreException if the folder cannot be used, or another process uses it
     */
    public static RolloutStore open(Path folder) {
        try {
            return on(new FolderDisk(folder));
        } catch (IOException e) {
            throw new StoreException("the state in " + folder + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** A store that is gone with the process. */
    public static RolloutStore inMemory() {
        return on(new ForgetfulDisk());
    }

    static RolloutStore on(Disk disk) {
        try {
            return new RolloutStore(new RecordLog(disk));
        } catch (IOException e) {
            throw new StoreException("the state cannot be read: " + e.getMessage(), e);
        }
    }

    /** Takes a stored record; one that continues the state before it was stored without that state. */
    private void load(byte[] record) {
        TransitionJson.Stored stored = TransitionJson.read(record);
        Transition transition = stored.transition();
        if (stored.continues()) {
            transition = transition.after(state(transition.after().plan().name()));
        }
        remember(transition);
    }

    private static byte[] written(Transition transition, @Nullable RunState last) {
        boolean continues = last != null && last.equals(transition.before());
        return TransitionJson.write(
                new TransitionJson.Stored(continues, continues ? transition.after(null) : transition));
    }

    private void remember(Transition transition) {
        Deque<Transition> history =
                histories.computeIfAbsent(transition.after().plan().name(), name -> new ArrayDeque<>());
        Transition last = history.peekLast();
        if (last != null && !last.isNotable() && !transition.isNotable()) {
            history.removeLast();
        }
        history.addLast(transition);
        while (history.size() > KEPT) {
            history.removeFirst();
        }
    }

    /** Stores a transition, durably. */
    public void append(Transition transition) {
        try {
            log.append(written(transition, state(transition.after().plan().name())));
            remember(transition);
            if (log.logBytes() > COMPACT_BYTES) {
                compact();
            }
        } catch (IOException e) {
            throw new StoreException("a transition cannot be stored: " + e.getMessage(), e);
        }
    }

    /** Drops what is not kept. */
    void compact() throws IOException {
        List<byte[]> content = new ArrayList<>();
        for (Deque<Transition> history : histories.values()) {
            RunState last = null;
            for (Transition transition : history) {
                content.add(written(transition, last));
                last = transition.after();
            }
        }
        log.replace(content);
    }

    /** The names of all Rollouts that ever had a run. */
    public List<String> names() {
        return List.copyOf(histories.keySet());
    }

    /** Where a Rollout stands, null if it never had a run. */
    public @Nullable RunState state(String name) {
        Deque<Transition> history = histories.get(name);
        return history == null ? null : history.getLast().after();
    }

    /** The transitions that are kept of a Rollout, oldest first. */
    public List<Transition> history(String name) {
        return List.copyOf(histories.getOrDefault(name, new ArrayDeque<>()));
    }

    @Override
    public void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw new StoreException("the state cannot be closed: " + e.getMessage(), e);
        }
    }
}
