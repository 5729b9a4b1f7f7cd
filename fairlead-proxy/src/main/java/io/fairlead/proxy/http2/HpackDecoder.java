package io.fairlead.proxy.http2;

import io.fairlead.proxy.http1.FieldSink;

/**
 * Decompresses header blocks (RFC 7541), those of one connection one after the other, in order. What a block takes is bounded
 * by the length of the block, which the caller bounds. Not thread-safe.
 */
final class HpackDecoder {
    /** The size of the table that we let the other side use: the default of the protocol. */
    static final int TABLE_SIZE = 4096;

    private static final int INITIAL_FIELD_BYTES = 256;
    private static final int MAX_RETAINED_FIELD_BYTES = 16_384;

    private final DynamicTable table = new DynamicTable(TABLE_SIZE);
    /** A literal field: its name, and behind it its value. */
    private byte[] field = new byte[INITIAL_FIELD_BYTES];

    private byte[] block = field;
    private int at;
    private int end;
    private boolean failed;

    /** Hands the fields of a block to {@code sink}. False if the block is broken: then the connection cannot go on. */
    boolean decode(byte[] source, int from, int to, FieldSink sink) {
        block = source;
        at = from;
        end = to;
        failed = false;
        boolean begun = false;
        while (at < end && !failed) {
            int first = block[at];
            if (first < 0) {
                indexed(integer(7), sink);
                begun = true;
            } else if ((first & 0xe0) == 0x20) {
                resize(integer(5), begun);
            } else {
                boolean added = (first & 0x40) != 0;
                literal(integer(added ? 6 : 4), added, sink);
                begun = true;
            }
        }
        block = field;
        if (field.length > MAX_RETAINED_FIELD_BYTES) {
            field = new byte[INITIAL_FIELD_BYTES];
        }
        return !failed;
    }

    private int fail() {
        failed = true;
        return 0;
    }

    /** Reads an integer that begins in the low {@code bits} of the next byte (section 5.1). */
    private int integer(int bits) {
        int mask = (1 << bits) - 1;
        int value = block[at++] & mask;
        if (value < mask) {
            return value;
        }
        for (int shift = 0; shift <= 21; shift += 7) {
            if (at == end) {
                return fail();
            }
            int octet = block[at++];
            value += (octet & 0x7f) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        return fail();
    }

    private void resize(int size, boolean begun) {
        if (failed || begun || size > TABLE_SIZE) {
            fail();
        } else {
            table.capacity(size);
        }
    }

    private void indexed(int index, FieldSink sink) {
        if (failed || index == 0) {
            fail();
        } else if (index <= StaticTable.SIZE) {
            int nameTo = StaticTable.nameTo(index);
            sink.field(StaticTable.BYTES, StaticTable.nameFrom(index), nameTo, nameTo, StaticTable.valueTo(index));
        } else if (index - StaticTable.SIZE > table.count()) {
            fail();
        } else {
            int position = table.position(index - StaticTable.SIZE);
            int nameTo = table.nameTo(position);
            sink.field(table.bytes(), table.nameFrom(position), nameTo, nameTo, table.valueTo(position));
        }
    }

    private void literal(int nameIndex, boolean added, FieldSink sink) {
        int nameTo = failed ? 0 : nameIndex == 0 ? string(0) : indexedName(nameIndex);
        int valueTo = failed ? 0 : string(nameTo);
        if (failed) {
            return;
        }
        sink.field(field, 0, nameTo, nameTo, valueTo);
        if (added) {
            table.add(field, 0, nameTo, valueTo, 0);
        }
    }

    private int indexedName(int index) {
        if (index <= StaticTable.SIZE) {
            return copyName(StaticTable.BYTES, StaticTable.nameFrom(index), StaticTable.nameTo(index));
        }
        if (index - StaticTable.SIZE > table.count()) {
            return fail();
        }
        int position = table.position(index - StaticTable.SIZE);
        return copyName(table.bytes(), table.nameFrom(position), table.nameTo(position));
    }

    private int copyName(byte[] source, int from, int to) {
        ensureRoom(0, to - from);
        System.arraycopy(source, from, field, 0, to - from);
        return to - from;
    }

    /** Reads a string (section 5.2) to {@link #field}, from {@code target} on, and returns where it ends. */
    private int string(int target) {
        if (at == end) {
            return fail();
        }
        boolean isHuffman = block[at] < 0;
        int length = integer(7);
        if (failed || length > end - at) {
            return fail();
        }
        int from = at;
        at += length;
        if (isHuffman) {
            ensureRoom(target, Huffman.maxDecodedLength(length));
            int decoded = Huffman.decode(block, from, at, field, target);
            return decoded < 0 ? fail() : decoded;
        }
        ensureRoom(target, length);
        System.arraycopy(block, from, field, target, length);
        return target + length;
    }

    private void ensureRoom(int used, int length) {
        if (used + length > field.length) {
            byte[] larger = new byte[Math.max(used + length, 2 * field.length)];
            System.arraycopy(field, 0, larger, 0, used);
            field = larger;
        }
    }
}
