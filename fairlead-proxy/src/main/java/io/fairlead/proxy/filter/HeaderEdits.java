package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.observe.HeaderSource;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The headers of one message as they will be sent: the lines that came, less those dropped, and behind them the lines added.
 * Used again for each message; allocates nothing once its arrays have grown to what the messages need. Event loop only.
 *
 * <p>The lines that came stay where they are, in the array of their {@link HeaderLines}; a set of bits says which are dropped.
 * Added lines are put together in a scratch array just as they will be sent, so that sending is mostly copying: neighbouring
 * lines that already read {@code name: value\r\n} go out in one piece.
 *
 * <p>Lines are numbered: first those that came, then those added. A number stays valid until {@link #reset}.
 */
public final class HeaderEdits implements HeaderSource {
    private static final int BITS = 64;
    private static final int INTS_PER_LINE = 3;
    private static final int LINE_OVERHEAD = 4;

    private final ByteScratch added = new ByteScratch();
    private final ByteScratch values = new ByteScratch();
    private HeaderLines original = new HeaderLines();
    private int originalCount;
    private long[] dropped = new long[2];
    private HeaderName[] addedNames = new HeaderName[16];
    private int[] addedAt = new int[16 * INTS_PER_LINE];
    private int addedCount;
    private int[] valueEnds = new int[16];

    /** Starts over with the lines of a message that came; they must not change while this is in use. */
    public void reset(HeaderLines lines) {
        original = lines;
        originalCount = lines.count();
        int words = (originalCount + BITS - 1) / BITS;
        if (words > dropped.length) {
            dropped = new long[words];
        } else {
            Arrays.fill(dropped, 0, words, 0);
        }
        added.clear();
        addedCount = 0;
    }

    /** Drops one line, by its number. */
    public void drop(int line) {
        if (line < originalCount) {
            dropped[line / BITS] |= 1L << line;
        } else {
            addedAt[(line - originalCount) * INTS_PER_LINE] = -1;
        }
    }

    /** Whether a line, by its number, is dropped. */
    public boolean isDropped(int line) {
        return line < originalCount
                ? (dropped[line / BITS] >>> line & 1) != 0
                : addedAt[(line - originalCount) * INTS_PER_LINE] < 0;
    }

    /** Drops every line with a name. */
    public void remove(HeaderName name) {
        for (int i = original.find(name, 0); i >= 0; i = original.find(name, i + 1)) {
            dropped[i / BITS] |= 1L << i;
        }
        for (int i = 0; i < addedCount; i++) {
            if (addedNames[i].equals(name)) {
                addedAt[i * INTS_PER_LINE] = -1;
            }
        }
    }

    /** Replaces every line with a name by one line. */
    public void set(HeaderName name, byte[] source, int from, int to) {
        remove(name);
        add(name, source, from, to);
    }

    /** Replaces every line with a name by one line. */
    public void set(HeaderName name, byte[] value) {
        set(name, value, 0, value.length);
    }

    /** Replaces every line with a name by one line; the value is ASCII. */
    public void set(HeaderName name, String value) {
        remove(name);
        add(name, value);
    }

    /** Replaces all lines with a name by one whose value is a decimal number. */
    public void set(HeaderName name, long value) {
        remove(name);
        add(name, value);
    }

    /** Adds a line behind all others; the value may not hold CR, LF or NUL. */
    public void add(HeaderName name, byte[] source, int from, int to) {
        int valueFrom = begin(name);
        added.append(source, from, to);
        end(name, valueFrom);
    }

    /** Adds a line behind all others. */
    public void add(HeaderName name, byte[] value) {
        add(name, value, 0, value.length);
    }

    /** Adds a line behind all others; the value is ASCII. */
    public void add(HeaderName name, String value) {
        int valueFrom = begin(name);
        added.append(value);
        end(name, valueFrom);
    }

    /** Adds a line behind all others whose value is a decimal number. */
    public void add(HeaderName name, long value) {
        int valueFrom = begin(name);
        added.appendDecimal(value);
        end(name, valueFrom);
    }

    private int begin(HeaderName name) {
        int at = added.reserve(name.length() + 2);
        int colon = name.copyTo(added.array(), at);
        added.array()[colon] = ':';
        added.array()[colon + 1] = ' ';
        return colon + 2;
    }

    private void end(HeaderName name, int valueFrom) {
        int valueTo = added.size();
        added.append('\r');
        added.append('\n');
        if (addedCount == addedNames.length) {
            addedNames = Arrays.copyOf(addedNames, addedCount * 2);
            addedAt = Arrays.copyOf(addedAt, addedCount * 2 * INTS_PER_LINE);
        }
        addedNames[addedCount] = name;
        int at = addedCount * INTS_PER_LINE;
        addedAt[at] = valueFrom - 2 - name.length();
        addedAt[at + 1] = valueFrom;
        addedAt[at + 2] = valueTo;
        addedCount++;
    }

    /** The number of the first line with a name that is not dropped, from line {@code start} on, or -1. */
    public int find(HeaderName name, int start) {
        for (int i = original.find(name, start); i >= 0 && i < originalCount; i = original.find(name, i + 1)) {
            if (!isDropped(i)) {
                return i;
            }
        }
        for (int i = Math.max(0, start - originalCount); i < addedCount; i++) {
            if (addedAt[i * INTS_PER_LINE] >= 0 && addedNames[i].equals(name)) {
                return originalCount + i;
            }
        }
        return -1;
    }

    /** Whether a line with a name is left. */
    public boolean contains(HeaderName name) {
        return find(name, 0) >= 0;
    }

    @Override
    public boolean find(HeaderName name, ByteSlice value) {
        int line = find(name, 0);
        if (line < 0) {
            return false;
        }
        value(line, value);
        return true;
    }

    /** One more than the highest line number. */
    public int end() {
        return originalCount + addedCount;
    }

    /** Points {@code target} to the name of a line, by its number, in lower case. */
    public void name(int line, ByteSlice target) {
        if (line < originalCount) {
            target.set(original.bytes(), original.nameFrom(line), original.nameTo(line));
        } else {
            int i = line - originalCount;
            int to = addedAt[i * INTS_PER_LINE + 1] - 2;
            target.set(added.array(), to - addedNames[i].length(), to);
        }
    }

    /** Points {@code target} to the value of a line, by its number. Valid until the next change. */
    public void value(int line, ByteSlice target) {
        if (line < originalCount) {
            target.set(original.bytes(), original.valueFrom(line), original.valueTo(line));
        } else {
            int at = (line - originalCount) * INTS_PER_LINE;
            target.set(added.array(), addedAt[at + 1], addedAt[at + 2]);
        }
    }

    /** How many bytes {@link #writeTo(byte[], int)} writes. */
    public int encodedSize() {
        int size = 0;
        for (int i = 0; i < originalCount; i++) {
            if (!isDropped(i)) {
                size += original.nameTo(i) - original.nameFrom(i);
                size += original.valueTo(i) - original.valueFrom(i) + LINE_OVERHEAD;
            }
        }
        for (int at = 0; at < addedCount * INTS_PER_LINE; at += INTS_PER_LINE) {
            if (addedAt[at] >= 0) {
                size += addedAt[at + 2] + 2 - addedAt[at];
            }
        }
        return size;
    }

    /** Writes {@code name: value\r\n} for every line left; the empty line at the end is the caller's. Returns the end. */
    public int writeTo(byte[] target, int at) {
        int end = at;
        for (int i = 0; i < originalCount; i++) {
            if (!isDropped(i)) {
                int last = i;
                while (last + 1 < originalCount && !isDropped(last + 1) && adjoin(last, last + 1)) {
                    last++;
                }
                end = writeRun(i, last, target, end);
                i = last;
            }
        }
        for (int run = 0; run < addedCount * INTS_PER_LINE; run += INTS_PER_LINE) {
            if (addedAt[run] >= 0) {
                int length = addedAt[run + 2] + 2 - addedAt[run];
                System.arraycopy(added.array(), addedAt[run], target, end, length);
                end += length;
            }
        }
        return end;
    }

    /** Writes {@code name: value\r\n} for every line left; the empty line at the end is the caller's. */
    public void writeTo(ByteBuf target) {
        int size = encodedSize();
        if (target.hasArray()) {
            target.ensureWritable(size);
            int at = target.writerIndex();
            writeTo(target.array(), target.arrayOffset() + at);
            target.writerIndex(at + size);
        } else {
            values.clear();
            int at = values.reserve(size);
            writeTo(values.array(), at);
            target.writeBytes(values.array(), at, size);
        }
    }

    /** Lines {@code first..last} lie one behind the other in the form in which they are sent, but for both ends. */
    private int writeRun(int first, int last, byte[] target, int at) {
        byte[] bytes = original.bytes();
        int nameLength = original.nameTo(first) - original.nameFrom(first);
        System.arraycopy(bytes, original.nameFrom(first), target, at, nameLength);
        int end = at + nameLength;
        target[end++] = ':';
        target[end++] = ' ';
        int rest = original.valueTo(last) - original.valueFrom(first);
        System.arraycopy(bytes, original.valueFrom(first), target, end, rest);
        end += rest;
        target[end++] = '\r';
        target[end++] = '\n';
        return end;
    }

    /** Whether between the value of {@code line} and that of {@code next} stands just {@code \r\nname: }. */
    private boolean adjoin(int line, int next) {
        byte[] bytes = original.bytes();
        int gap = original.valueTo(line);
        int colon = original.nameTo(next);
        return original.nameFrom(next) == gap + 2
                && original.valueFrom(next) == colon + 2
                && bytes[gap] == '\r'
                && bytes[gap + 1] == '\n'
                && bytes[colon] == ':'
                && bytes[colon + 1] == ' ';
    }

    // ---- values that a HeaderProgram has evaluated but not yet put in place

    ByteScratch values() {
        return values;
    }

    int[] valueEnds(int count) {
        if (count > valueEnds.length) {
            valueEnds = new int[Math.max(count, valueEnds.length * 2)];
        }
        return valueEnds;
    }
}
