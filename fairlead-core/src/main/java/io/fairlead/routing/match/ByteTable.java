package io.fairlead.routing.match;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Finds byte strings among fixed keys: one hash, then one comparison for each key with that very hash. Keys come from
 * configuration only, so that no request can lengthen a search.
 */
final class ByteTable {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final AsciiCase letters;
    private final byte[][] keys;
    private final int[] hashes;
    /** Key number plus 1 by hash, 0 where free; the length is a power of two, at least twice the number of keys. */
    private final int[] slots;

    private final int shortest;
    private final int longest;

    /** Keys are numbered as in the list; they must differ. */
    ByteTable(List<byte[]> keys, AsciiCase letters) {
        this.letters = letters;
        this.keys = keys.stream().map(letters::of).toArray(byte[][]::new);
        this.hashes = new int[keys.size()];
        this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, keys.size())) * 4)];
        this.shortest = keys.stream().mapToInt(key -> key.length).min().orElse(Integer.MAX_VALUE);
        this.longest = keys.stream().mapToInt(key -> key.length).max().orElse(-1);
        for (int i = 0; i < this.keys.length; i++) {
            hashes[i] = hash(this.keys[i], 0, this.keys[i].length);
            int slot = hashes[i] & slots.length - 1;
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = i + 1;
        }
    }

    /** The number of the key that equals {@code from..to}, or -1. */
    int find(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < shortest || length > longest) {
            return -1;
        }
        int hash = hash(bytes, from, to);
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int key = slots[slot] - 1;
            if (hashes[key] == hash && isEqual(keys[key], bytes, from, length)) {
                return key;
            }
        }
        return -1;
    }

    /** How many slots a search for a key looks at, on average. */
    double meanProbes() {
        long probes = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            if (slots[slot] != 0) {
                probes += (slot - hashes[slots[slot] - 1] & slots.length - 1) + 1;
            }
        }
        return (double) probes / keys.length;
    }

    private boolean isEqual(byte[] key, byte[] bytes, int from, int length) {
        if (key.length != length) {
            return false;
        }
        if (letters == AsciiCase.SENSITIVE) {
            return Arrays.equals(key, 0, length, bytes, from, from + length);
        }
        for (int i = 0; i < length; i++) {
            if (key[i] != AsciiCase.lower(bytes[from + i])) {
                return false;
            }
        }
        return true;
    }

    private int hash(byte[] bytes, int from, int to) {
        long hash = letters == AsciiCase.SENSITIVE && to - from >= Long.BYTES
                ? hashWords(bytes, from, to)
                : hashLetters(bytes, from, to);
        // The low bits choose the slot; multiplying only carries upwards, so the high bits have to come down before and
        // after.
        hash = (hash ^ hash >>> 32) * MULTIPLIER;
        return (int) (hash ^ hash >>> 32);
    }

    private long hashLetters(byte[] bytes, int from, int to) {
        byte[] letter = letters.table();
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + letter[bytes[i] & 0xff];
        }
        return hash;
    }

    /** Eight bytes at a time; the last eight are read again where the length is no multiple of eight. */
    private static long hashWords(byte[] bytes, int from, int to) {
        long hash = 0;
        for (int i = from; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ (long) WORDS.get(bytes, i)) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        return hash ^ (long) WORDS.get(bytes, to - Long.BYTES);
    }
}
