package io.fairlead.proxy.http2;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.HeaderName;
import java.util.Arrays;
import java.util.Set;

/**
 * Compresses header blocks (RFC 7541), those of one connection one after the other, in order. Fields that come again are put
 * into the dynamic table, up to its default size; those that hardly ever come again, or are secret, are not. Not thread-safe.
 */
final class HpackEncoder {
    private static final int TABLE_SIZE = 4096;

    /** A field that takes more of the table than this would drive out too much else. */
    private static final int MAX_INDEXED_BYTES = 512;

    private static final int INDEXED = 0x80;
    private static final int ADDED = 0x40;
    private static final int RESIZED = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int HUFFMAN = 0x80;

    /** Fields whose values are different in every message. */
    private static final Set<HeaderName> VOLATILE = names(
            ":path",
            "content-length",
            "age",
            "etag",
            "grpc-timeout",
            "x-request-id",
            "x-envoy-upstream-service-time",
            "traceparent",
            "x-b3-traceid",
            "x-b3-spanid",
            "set-cookie");

    /** Fields that an attacker must not be able to guess by the compression (section 7.1). */
    private static final Set<HeaderName> SECRET = names("authorization", "proxy-authorization", "cookie");

    private static final int[] UNINDEXED_HASHES = hashes(VOLATILE);
    private static final int[] SECRET_HASHES = hashes(SECRET);

    private final DynamicTable table = new DynamicTable(TABLE_SIZE);
    private final boolean usesHuffman;
    private int smallestAnnounced = TABLE_SIZE;
    private boolean resized;

    /** An encoder that uses Huffman codes where they are shorter, or not, which takes less time. */
    HpackEncoder(boolean usesHuffman) {
        this.usesHuffman = usesHuffman;
    }

    private static Set<HeaderName> names(String... names) {
        return Set.copyOf(Arrays.stream(names).map(HeaderName::of).toList());
    }

    private static int[] hashes(Set<HeaderName> names) {
        return names.stream().mapToInt(HeaderName::hashCode).sorted().toArray();
    }

    /** The other side's decoder holds no more than {@code size} from now on. */
    void tableSize(long size) {
        int wanted = (int) Math.min(TABLE_SIZE, size);
        if (wanted != table.capacity()) {
            smallestAnnounced = resized ? Math.min(smallestAnnounced, wanted) : wanted;
            resized = true;
            table.capacity(wanted);
        }
    }

    /** Begins a block. */
    void begin(ByteScratch out) {
        if (resized) {
            resized = false;
            if (smallestAnnounced < table.capacity()) {
                integer(RESIZED, 5, smallestAnnounced, out);
            }
            integer(RESIZED, 5, table.capacity(), out);
        }
    }

    /** Adds a field to the block; the name is in lower case. */
    void field(ByteSlice name, ByteSlice value, ByteScratch out) {
        int hash = HeaderName.hash(name.array(), name.from(), name.to());
        int named = StaticTable.find(hash, name.array(), name.from(), name.to());
        if (named > 0) {
            int whole = StaticTable.findValue(named, value.array(), value.from(), value.to());
            if (whole > 0) {
                integer(INDEXED, 7, whole, out);
                return;
            }
        }
        if (Arrays.binarySearch(SECRET_HASHES, hash) >= 0) {
            literal(NEVER_INDEXED, 4, named, name, out);
        } else if (Arrays.binarySearch(UNINDEXED_HASHES, hash) >= 0
                || name.length() + value.length() > MAX_INDEXED_BYTES) {
            literal(0, 4, named, name, out);
        } else if (fromTable(hash, named, name, value, out)) {
            return;
        }
        string(value, out);
    }

    /** Writes a field that the table holds; else puts it there, and writes all but the value. Whether it was all. */
    private boolean fromTable(int nameHash, int named, ByteSlice name, ByteSlice value, ByteScratch out) {
        int hash = nameHash * 31 + HeaderName.hash(value.array(), value.from(), value.to());
        for (int i = 1; i <= table.count(); i++) {
            int position = table.position(i);
            if (table.hash(position) == hash && isEqual(position, name, value)) {
                integer(INDEXED, 7, StaticTable.SIZE + i, out);
                return true;
            }
        }
        literal(ADDED, 6, named, name, out);
        table.add(name, value, hash);
        return false;
    }

    private boolean isEqual(int position, ByteSlice name, ByteSlice value) {
        byte[] bytes = table.bytes();
        int nameTo = table.nameTo(position);
        return Arrays.equals(bytes, table.nameFrom(position), nameTo, name.array(), name.from(), name.to())
                && Arrays.equals(bytes, nameTo, table.valueTo(position), value.array(), value.from(), value.to());
    }

    private void literal(int kind, int bits, int nameIndex, ByteSlice name, ByteScratch out) {
        integer(kind, bits, nameIndex, out);
        if (nameIndex == 0) {
            string(name, out);
        }
    }

    private void string(ByteSlice text, ByteScratch out) {
        int length = text.length();
        if (usesHuffman) {
            int encoded = Huffman.encodedLength(text.array(), text.from(), text.to());
            if (encoded < length) {
                integer(HUFFMAN, 7, encoded, out);
                int from = out.reserve(encoded);
                Huffman.encode(text.array(), text.from(), text.to(), out.array(), from);
                return;
            }
        }
        integer(0, 7, length, out);
        out.append(text);
    }

    private static void integer(int kind, int bits, int value, ByteScratch out) {
        int mask = (1 << bits) - 1;
        if (value < mask) {
            out.append(kind | value);
            return;
        }
        out.append(kind | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            out.append(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.append(rest);
    }
}
