package io.fairlead.routing.match;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of some fixed keys a byte string begins (or ends) with. Edges hold all bytes up to the next fork, so that a
 * search takes one step for each fork that it passes, and stops at the first byte that no key has.
 */
final class ByteTrie {
    /** From which end byte strings are read. */
    enum Reading {
        /** Keys are prefixes. */
        FORWARD,
        /** Keys are suffixes. */
        BACKWARD
    }

    private final Reading reading;
    private final AsciiCase letters;
    private final Node root;
    /** For each key, the longest other key that it begins (ends) with, or -1. */
    private final int[] shorter;

    /** Keys are numbered as in the list; they must differ. */
    ByteTrie(List<byte[]> keys, Reading reading, AsciiCase letters) {
        this.reading = reading;
        this.letters = letters;
        this.root = new Node(new byte[0]);
        for (int i = 0; i < keys.size(); i++) {
            root.add(letters.of(reading == Reading.FORWARD ? keys.get(i) : reversed(keys.get(i))), i);
        }
        this.shorter = new int[keys.size()];
        link();
    }

    /** The number of the longest key that {@code from..to} begins (ends) with, or -1. */
    int longest(byte[] bytes, int from, int to) {
        if (to <= from) {
            return root.key;
        }
        return reading == Reading.FORWARD ? longestPrefix(bytes, from, to) : longestSuffix(bytes, from, to);
    }

    /** The number of the next shorter key that every string with this key begins (ends) with, or -1. */
    int shorter(int key) {
        return shorter[key];
    }

    private int longestPrefix(byte[] bytes, int from, int to) {
        byte[] letter = letters.table();
        int found = root.key;
        int at = from;
        @Nullable Node node = root;
        while (at < to) {
            node = node.child(letter[bytes[at] & 0xff]);
            if (node == null || node.label.length > to - at) {
                return found;
            }
            byte[] label = node.label;
            for (int i = 1; i < label.length; i++) {
                if (label[i] != letter[bytes[at + i] & 0xff]) {
                    return found;
                }
            }
            at += label.length;
            found = node.key >= 0 ? node.key : found;
        }
        return found;
    }

    private int longestSuffix(byte[] bytes, int from, int to) {
        byte[] letter = letters.table();
        int found = root.key;
        int end = to - 1;
        @Nullable Node node = root;
        while (end >= from) {
            node = node.child(letter[bytes[end] & 0xff]);
            if (node == null || node.label.length > end + 1 - from) {
                return found;
            }
            byte[] label = node.label;
            for (int i = 1; i < label.length; i++) {
                if (label[i] != letter[bytes[end - i] & 0xff]) {
                    return found;
                }
            }
            end -= label.length;
            found = node.key >= 0 ? node.key : found;
        }
        return found;
    }

    /** Fills {@link #shorter}, without recursion: nested keys make a tree as deep as they are many. */
    private void link() {
        Deque<Node> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (node.key >= 0) {
                shorter[node.key] = node.longestAbove;
            }
            for (Node child : node.children) {
                if (child != null) {
                    child.longestAbove = node.key >= 0 ? node.key : node.longestAbove;
                    open.push(child);
                }
            }
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** A fork, or the end of a key, with the bytes that lead to it from the node above. */
    private static final class Node {
        private byte[] label;
        private int key = -1;
        /** The longest key that ends above. */
        private int longestAbove = -1;
        /** By first byte of their labels, counted from {@link #lowest}. */
        private @Nullable Node[] children = new Node[0];

        private int lowest;

        Node(byte[] label) {
            this.label = label;
        }

        @Nullable
        Node child(byte first) {
            int i = (first & 0xff) - lowest;
            return i >= 0 && i < children.length ? children[i] : null;
        }

        void add(byte[] rest, int number) {
            Node node = this;
            byte[] left = rest;
            while (left.length > 0) {
                Node child = node.child(left[0]);
                if (child == null) {
                    child = new Node(left);
                    node.put(child);
                }
                int common = Arrays.mismatch(child.label, left);
                common = common < 0 ? left.length : common;
                if (common < child.label.length) {
                    child.split(common);
                }
                left = Arrays.copyOfRange(left, common, left.length);
                node = child;
            }
            node.key = number;
        }

        private void split(int at) {
            Node below = new Node(Arrays.copyOfRange(label, at, label.length));
            below.key = key;
            below.children = children;
            below.lowest = lowest;
            label = Arrays.copyOf(label, at);
            key = -1;
            children = new Node[0];
            put(below);
        }

        private void put(Node child) {
            int first = child.label[0] & 0xff;
            if (children.length == 0) {
                lowest = first;
            }
            int newLowest = Math.min(lowest, first);
            int length = Math.max(lowest + children.length, first + 1) - newLowest;
            if (length != children.length) {
                @Nullable Node[] wider = new Node[length];
                System.arraycopy(children, 0, wider, lowest - newLowest, children.length);
                children = wider;
                lowest = newLowest;
            }
            children[first - lowest] = child;
        }
    }
}
