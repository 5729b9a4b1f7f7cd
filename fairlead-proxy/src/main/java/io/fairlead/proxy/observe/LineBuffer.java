package io.fairlead.proxy.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring of bytes between one thread that adds lines and one that writes them out, without locks. Positions count all bytes
 * ever added or taken; the place in the array is the position modulo its length, a power of two. The adder publishes
 * {@code added} after the bytes, the taker {@code taken} after it has read them; each only ever writes its own.
 */
final class LineBuffer {
    private static final VarHandle ADDED;
    private static final VarHandle TAKEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ADDED = lookup.findVarHandle(LineBuffer.class, "added", long.class);
            TAKEN = lookup.findVarHandle(LineBuffer.class, "taken", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final byte[] ring;

    @SuppressWarnings("UnusedVariable") // by ADDED
    private long added;

    @SuppressWarnings("UnusedVariable") // by TAKEN
    private long taken;

    LineBuffer(int capacity) {
        ring = new byte[capacity];
    }

    /** Adds a whole line, or returns false if there is no room for it now. */
    boolean add(byte[] line, int length) {
        long end = (long) ADDED.get(this);
        long start = (long) TAKEN.getAcquire(this);
        if (length > ring.length - (end - start)) {
            return false;
        }
        int at = (int) (end & (ring.length - 1));
        int first = Math.min(length, ring.length - at);
        System.arraycopy(line, 0, ring, at, first);
        System.arraycopy(line, first, ring, 0, length - first);
        ADDED.setRelease(this, end + length);
        return true;
    }

    /** Whether at least half of the buffer is taken up. Either thread. */
    boolean isHalfFull() {
        return (long) ADDED.getAcquire(this) - (long) TAKEN.getAcquire(this) >= ring.length / 2;
    }

    /** Writes out what has been added; the bytes count as taken even if writing fails. Returns how many there were. */
    long drainTo(OutputStream target) throws IOException {
        long start = (long) TAKEN.get(this);
        long end = (long) ADDED.getAcquire(this);
        int length = (int) (end - start);
        if (length == 0) {
            return 0;
        }
        try {
            int at = (int) (start & (ring.length - 1));
            int first = Math.min(length, ring.length - at);
            target.write(ring, at, first);
            if (length > first) {
                target.write(ring, 0, length - first);
            }
        } finally {
            TAKEN.setRelease(this, end);
        }
        return length;
    }
}
