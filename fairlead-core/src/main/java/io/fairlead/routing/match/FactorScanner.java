package io.fairlead.routing.match;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds which of some fixed keys stand anywhere in a byte string, in one pass over it: the automaton of Aho and Corasick. A
 * state is the longest beginning of a key that the bytes read so far end with.
 */
final class FactorScanner {
    static final int START = 0;

    private final AsciiCase letters;
    /** Edges by {@code state << 8 | byte} in an open hash table; -1 where free. */
    private int[] edges = new int[64];

    private int[] targets = new int[64];
    private int edgeCount;
    private int states = 1;
    /** The state of the longest other beginning of a key that a state ends with. */
    private int[] fallback = new int[64];
    /** The longest key that a state ends with, or -1. */
    private int[] keyAt = new int[64];
    /** For each key, the longest other key that it ends with, or -1. */
    private final int[] shorter;

    /** Keys are numbered as in the list; they must differ and not be empty. */
    FactorScanner(List<byte[]> keys, AsciiCase letters) {
        this.letters = letters;
        this.shorter = new int[keys.size()];
        Arrays.fill(edges, -1);
        Arrays.fill(keyAt, -1);
        for (int i = 0; i < keys.size(); i++) {
            int state = START;
            for (byte b : letters.of(keys.get(i))) {
                int next = edge(state, b);
                state = next >= 0 ? next : addState(state, b);
            }
            keyAt[state] = i;
        }
        link();
    }

    /** The state behind one more byte. */
    int next(int state, byte b) {
        byte letter = letters.of(b);
        int at = state;
        while (true) {
            int next = edge(at, letter);
            if (next >= 0) {
                return next;
            } else if (at == START) {
                return START;
            }
            at = fallback[at];
        }
    }

    /** The longest key that ends where this state is reached, or -1. */
    int key(int state) {
        return keyAt[state];
    }

    /** The next shorter key that ends where {@code key} ends, or -1. */
    int shorter(int key) {
        return shorter[key];
    }

    private void link() {
        Deque<Integer> open = new ArrayDeque<>(List.of(START));
        while (!open.isEmpty()) {
            int state = open.poll();
            for (int b = 0; b < 256; b++) {
                int child = edge(state, (byte) b);
                if (child >= 0) {
                    fallback[child] = state == START ? START : next(fallback[state], (byte) b);
                    int inherited = keyAt[fallback[child]];
                    if (keyAt[child] >= 0) {
                        shorter[keyAt[child]] = inherited;
                    } else {
                        keyAt[child] = inherited;
                    }
                    open.add(child);
                }
            }
        }
    }

    private int edge(int state, byte b) {
        int edge = state << 8 | b & 0xff;
        int mask = edges.length - 1;
        int slot = slot(edge, mask);
        while (edges[slot] != edge) {
            if (edges[slot] < 0) {
                return -1;
            }
            slot = slot + 1 & mask;
        }
        return targets[slot];
    }

    private int addState(int from, byte b) {
        if (states == keyAt.length) {
            fallback = Arrays.copyOf(fallback, states * 2);
            keyAt = Arrays.copyOf(keyAt, states * 2);
            Arrays.fill(keyAt, states, states * 2, -1);
        }
        if (++edgeCount * 2 > edges.length) {
            grow();
        }
        put(from << 8 | b & 0xff, states);
        return states++;
    }

    private void grow() {
        int[] oldEdges = edges;
        int[] oldTargets = targets;
        edges = new int[oldEdges.length * 2];
        targets = new int[edges.length];
        Arrays.fill(edges, -1);
        for (int i = 0; i < oldEdges.length; i++) {
            if (oldEdges[i] >= 0) {
                put(oldEdges[i], oldTargets[i]);
            }
        }
    }

    private void put(int edge, int target) {
        int slot = slot(edge, edges.length - 1);
        while (edges[slot] >= 0) {
            slot = slot + 1 & edges.length - 1;
        }
        edges[slot] = edge;
        targets[slot] = target;
    }

    private static int slot(int edge, int mask) {
        int mixed = edge * 0x9e3779b9;
        return (mixed ^ mixed >>> 16) & mask;
    }
}
