package io.fairlead.proxy.http2;

import io.fairlead.proxy.observe.ByteSlice;
import java.util.Arrays;

/**
 * The dynamic table of one direction of a connection (RFC 7541 section 2.3.2). The entries lie one behind the other in an
 * array that is twice as long as they can get, so that they need to be moved only now and then. Not thread-safe.
 */
final class DynamicTable {
    /** What an entry counts besides its bytes. */
    static final int ENTRY_OVERHEAD = 32;

    private static final int INTS_PER_ENTRY = 4;
    private static final byte[] NOTHING = new byte[0];

    private final int maxEntries;
    private final int maxCapacity;
    private byte[] bytes = NOTHING;
    /** Where each entry begins, its name ends and its value ends, and a hash; a ring. */
    private int[] entries = new int[0];

    private int capacity;
    private int oldest;
    private int count;
    private int size;
    private int end;

    /** A table that never holds more than {@code maxCapacity}, counted as the protocol does. */
    DynamicTable(int maxCapacity) {
        this.maxCapacity = maxCapacity;
        this.capacity = maxCapacity;
        this.maxEntries = Math.max(1, maxCapacity / ENTRY_OVERHEAD);
    }

    /** How many entries there are. */
    int count() {
        return count;
    }

    int capacity() {
        return capacity;
    }

    /** Changes how much it may hold; at most what the constructor was told. */
    void capacity(int newCapacity) {
        if (newCapacity > maxCapacity) {
            throw new IllegalArgumentException(newCapacity + " is more than " + maxCapacity);
        }
        capacity = newCapacity;
        while (size > capacity) {
            evict();
        }
    }

    byte[] bytes() {
        return bytes;
    }

    /** Entry {@code index}, from 1 for the newest, as a position for the methods below. */
    int position(int index) {
        return (oldest + count - index) % maxEntries * INTS_PER_ENTRY;
    }

    int nameFrom(int position) {
        return entries[position];
    }

    int nameTo(int position) {
        return entries[position + 1];
    }

    int valueTo(int position) {
        return entries[position + 2];
    }

    int hash(int position) {
        return entries[position + 3];
    }

    /**
     * Adds an entry as the newest, and evicts the oldest as needed. One that is too large empties the table. The value lies
     * behind the name in {@code source}.
     *
     * @param hash kept with the entry
     */
    void add(byte[] source, int from, int nameTo, int valueTo, int hash) {
        int at = allocate(valueTo - from);
        if (at >= 0) {
            System.arraycopy(source, from, bytes, at, valueTo - from);
            append(at, nameTo - from, valueTo - from, hash);
        }
    }

    /** The same with a name and a value that lie anywhere. */
    void add(ByteSlice name, ByteSlice value, int hash) {
        int at = allocate(name.length() + value.length());
        if (at >= 0) {
            System.arraycopy(name.array(), name.from(), bytes, at, name.length());
            System.arraycopy(value.array(), value.from(), bytes, at + name.length(), value.length());
            append(at, name.length(), name.length() + value.length(), hash);
        }
    }

    /** Makes room for an entry and returns where its bytes go, -1 if it is too large. */
    private int allocate(int length) {
        while (count > 0 && size + length + ENTRY_OVERHEAD > capacity) {
            evict();
        }
        if (length + ENTRY_OVERHEAD > capacity) {
            return -1;
        }
        makeRoom(length);
        return end;
    }

    private void append(int at, int nameLength, int length, int hash) {
        int position = (oldest + count) % maxEntries * INTS_PER_ENTRY;
        entries[position] = at;
        entries[position + 1] = at + nameLength;
        entries[position + 2] = at + length;
        entries[position + 3] = hash;
        end = at + length;
        size += length + ENTRY_OVERHEAD;
        count++;
    }

    private void evict() {
        int position = oldest * INTS_PER_ENTRY;
        size -= entries[position + 2] - entries[position] + ENTRY_OVERHEAD;
        oldest = (oldest + 1) % maxEntries;
        count--;
    }

    private void makeRoom(int length) {
        if (entries.length == 0) {
            entries = new int[maxEntries * INTS_PER_ENTRY];
        }
        if (end + length <= bytes.length) {
            return;
        }
        int from = count == 0 ? end : entries[oldest * INTS_PER_ENTRY];
        int used = end - from;
        int wanted = Math.min(2 * maxCapacity, Math.max(512, 2 * (used + length)));
        byte[] target = wanted > bytes.length ? new byte[wanted] : bytes;
        System.arraycopy(bytes, from, target, 0, used);
        bytes = target;
        end = used;
        for (int i = 0; i < count; i++) {
            int position = (oldest + i) % maxEntries * INTS_PER_ENTRY;
            entries[position] -= from;
            entries[position + 1] -= from;
            entries[position + 2] -= from;
        }
    }

    @Override
    public String toString() {
        return "DynamicTable" + Arrays.asList(count, size, capacity);
    }
}
