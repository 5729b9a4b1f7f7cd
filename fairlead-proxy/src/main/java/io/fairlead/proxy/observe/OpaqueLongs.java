package io.fairlead.proxy.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that one thread writes and any thread reads. A write costs no more than one to a plain array: it is neither ordered
 * against other writes nor a locked instruction, but it is whole, and others see it soon. A reader that comes back never sees
 * an older value of the same number.
 */
public final class OpaqueLongs {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;

    /** As many numbers, all 0. */
    public OpaqueLongs(int count) {
        values = new long[count];
    }

    /** Adds to a number. Only ever called by one thread. */
    public void add(int index, long amount) {
        ELEMENT.setOpaque(values, index, values[index] + amount);
    }

    /** A number. Any thread. */
    public long get(int index) {
        return (long) ELEMENT.getOpaque(values, index);
    }
}
