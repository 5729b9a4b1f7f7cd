package io.fairlead.routing.balance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The hash function XXH64: fast, and even in all its bits. It is not meant against attackers, who may choose keys that
 * meet. Allocates nothing. Source: the xxHash specification, by Yann Collet.
 */
public final class XxHash64 {
    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;

    private static final long PRIME1_PLUS_PRIME2 = 0x60EA27EEADC0B5D6L;
    private static final long MINUS_PRIME1 = 0x61C8864E7A143579L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private XxHash64() {}

    /** The hash of a text's UTF-8 form. Allocates. */
    public static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hash(bytes, 0, bytes.length);
    }

    /** The hash of the bytes {@code from..to}, seed 0. */
    public static long hash(byte[] bytes, int from, int to) {
        int at = from;
        long hash;
        if (to - from >= 32) {
            long v1 = PRIME1_PLUS_PRIME2;
            long v2 = PRIME2;
            long v3 = 0;
            long v4 = MINUS_PRIME1;
            for (; at <= to - 32; at += 32) {
                v1 = round(v1, (long) LONGS.get(bytes, at));
                v2 = round(v2, (long) LONGS.get(bytes, at + 8));
                v3 = round(v3, (long) LONGS.get(bytes, at + 16));
                v4 = round(v4, (long) LONGS.get(bytes, at + 24));
            }
            hash = Long.rotateLeft(v1, 1) + Long.rotateLeft(v2, 7) + Long.rotateLeft(v3, 12) + Long.rotateLeft(v4, 18);
            hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
        } else {
            hash = PRIME5;
        }
        return avalanche(tail(hash + (to - from), bytes, at, to));
    }

    private static long tail(long start, byte[] bytes, int from, int to) {
        long hash = start;
        int at = from;
        for (; at <= to - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONGS.get(bytes, at)), 27) * PRIME1 + PRIME4;
        }
        if (at <= to - 4) {
            hash = Long.rotateLeft(hash ^ ((int) INTS.get(bytes, at) & 0xFFFFFFFFL) * PRIME1, 23) * PRIME2 + PRIME3;
            at += 4;
        }
        for (; at < to; at++) {
            hash = Long.rotateLeft(hash ^ (bytes[at] & 0xFFL) * PRIME5, 11) * PRIME1;
        }
        return hash;
    }

    private static long round(long accumulator, long input) {
        return Long.rotateLeft(accumulator + input * PRIME2, 31) * PRIME1;
    }

    private static long merge(long accumulator, long value) {
        return (accumulator ^ round(0, value)) * PRIME1 + PRIME4;
    }

    /** Spreads what distinguishes one number from others over all bits. A bijection; 0 stays 0. */
    public static long avalanche(long number) {
        long hash = number;
        hash = (hash ^ hash >>> 33) * PRIME2;
        hash = (hash ^ hash >>> 29) * PRIME3;
        return hash ^ hash >>> 32;
    }
}
