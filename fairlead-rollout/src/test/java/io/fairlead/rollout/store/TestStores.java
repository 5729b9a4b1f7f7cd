package io.fairlead.rollout.store;

/** Stores for tests that do not crash. */
public final class TestStores {
    private TestStores() {}

    /** A store that is gone when it is closed. */
    public static RolloutStore inMemory() {
        return RolloutStore.on(new MemoryDisk());
    }
}
