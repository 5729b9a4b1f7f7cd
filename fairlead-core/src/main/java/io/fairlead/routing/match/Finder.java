package io.fairlead.routing.match;

import io.fairlead.routing.RequestView;
import java.util.Arrays;
import java.util.List;

/** Finds buckets by a value. */
abstract class Finder {
    private static final int MAX_LENGTHS = 6;

    private final Bucket[] buckets;
    private final int first;

    private Finder(List<Bucket> buckets) {
        this.buckets = buckets.toArray(new Bucket[0]);
        this.first = Arrays.stream(this.buckets).mapToInt(Bucket::first).min().orElse(Integer.MAX_VALUE);
    }

    /** A finder of one kind; the bucket of a key has the key's place in the list. */
    static Finder of(Predicate.Kind kind, AsciiCase letters, List<byte[]> keys, List<Bucket> buckets) {
        return switch (kind) {
            case EXACT -> new ByWhole(new ByteTable(keys, letters), buckets);
            case SUFFIX -> byAffix(ByteTrie.Reading.BACKWARD, letters, keys, buckets);
            case PREFIX -> byAffix(ByteTrie.Reading.FORWARD, letters, keys, buckets);
            case FACTOR -> new ByFactor(new FactorScanner(keys, letters), buckets);
            case PRESENT -> new ByPresence(buckets);
        };
    }

    /** Keys of few lengths are found faster by one hash for each length than by walking from fork to fork. */
    private static Finder byAffix(
            ByteTrie.Reading reading, AsciiCase letters, List<byte[]> keys, List<Bucket> buckets) {
        int[] lengths =
                keys.stream().mapToInt(key -> key.length).distinct().sorted().toArray();
        return letters == AsciiCase.SENSITIVE && lengths.length <= MAX_LENGTHS
                ? new ByLength(reading, lengths, new ByteTable(keys, letters), buckets)
                : new ByAffix(new ByteTrie(keys, reading, letters), buckets);
    }

    /** The lowest route number that can be found. */
    final int first() {
        return first;
    }

    /** Searches the buckets that the value {@code from..to} leads to. */
    abstract void search(RequestView request, byte[] bytes, int from, int to);

    /** Searches one bucket; false if it was searched before. */
    final boolean search(RequestView request, int bucket) {
        return buckets[bucket].search(request);
    }

    private static final class ByWhole extends Finder {
        private final ByteTable table;

        ByWhole(ByteTable table, List<Bucket> buckets) {
            super(buckets);
            this.table = table;
        }

        @Override
        void search(RequestView request, byte[] bytes, int from, int to) {
            int key = table.find(bytes, from, to);
            if (key >= 0) {
                search(request, key);
            }
        }
    }

    private static final class ByLength extends Finder {
        private final boolean atBegin;
        private final int[] lengths;
        private final ByteTable table;

        ByLength(ByteTrie.Reading reading, int[] lengths, ByteTable table, List<Bucket> buckets) {
            super(buckets);
            this.atBegin = reading == ByteTrie.Reading.FORWARD;
            this.lengths = lengths;
            this.table = table;
        }

        @Override
        void search(RequestView request, byte[] bytes, int from, int to) {
            for (int length : lengths) {
                if (length > to - from) {
                    return;
                }
                int start = atBegin ? from : to - length;
                int key = table.find(bytes, start, start + length);
                if (key >= 0) {
                    search(request, key);
                }
            }
        }
    }

    private static final class ByAffix extends Finder {
        private final ByteTrie trie;

        ByAffix(ByteTrie trie, List<Bucket> buckets) {
            super(buckets);
            this.trie = trie;
        }

        @Override
        void search(RequestView request, byte[] bytes, int from, int to) {
            int key = trie.longest(bytes, from, to);
            // A bucket that was searched before was searched together with all shorter keys'.
            while (key >= 0 && search(request, key)) {
                key = trie.shorter(key);
            }
        }
    }

    private static final class ByFactor extends Finder {
        private final FactorScanner scanner;

        ByFactor(FactorScanner scanner, List<Bucket> buckets) {
            super(buckets);
            this.scanner = scanner;
        }

        @Override
        void search(RequestView request, byte[] bytes, int from, int to) {
            int state = FactorScanner.START;
            for (int i = from; i < to; i++) {
                state = scanner.next(state, bytes[i]);
                int key = scanner.key(state);
                // Without this stop, a text of one letter would walk the whole chain again at every byte.
                while (key >= 0 && search(request, key)) {
                    key = scanner.shorter(key);
                }
            }
        }
    }

    private static final class ByPresence extends Finder {
        ByPresence(List<Bucket> buckets) {
            super(buckets);
        }

        @Override
        void search(RequestView request, byte[] bytes, int from, int to) {
            search(request, 0);
        }
    }
}
