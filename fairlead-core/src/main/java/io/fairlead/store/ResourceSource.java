package io.fairlead.store;

/**
 * Where objects come from. Told once to start, it reads everything, and then tells of every change until it is closed.
 * For one start.
 */
public interface ResourceSource extends AutoCloseable {
    /**
     * Reads everything and passes it to the listener before it returns; later changes come on the source's own thread,
     * one at a time and in order.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    void start(Listener listener);

    /** Stops and waits until no call to the listener is under way; does not wait when the listener itself calls it. */
    @Override
    void close();

    /** Is told what there is. */
    @FunctionalInterface
    interface Listener {
        /** All objects and findings from now on. Should not throw: what it throws is logged, and the source goes on. */
        void changed(StoredResources resources);
    }
}
