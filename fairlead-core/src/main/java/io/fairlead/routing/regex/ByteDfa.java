package io.fairlead.routing.regex;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pattern as a table: one step for each byte of the text. Bytes that the pattern never tells apart share a column; row 0
 * is where nothing can match any more. Immutable.
 */
final class ByteDfa {
    private static final int MAX_CELLS = 0xffff;
    /** Bounds the time of building one table, in visits of an instruction. */
    private static final int MAX_VISITS = 2_000_000;

    private final char[] columnOf;
    /** The next row's first cell, by row and column; the last column is not 0 where the text may end. */
    private final char[] cells;

    private final int endColumn;
    private final int startCell;

    private ByteDfa(char[] columnOf, int endColumn, char[] cells, int startCell) {
        this.columnOf = columnOf;
        this.endColumn = endColumn;
        this.cells = cells;
        this.startCell = startCell;
    }

    static ByteDfa of(ByteNfa nfa) throws UnsupportedPatternException {
        return new Builder(nfa).build();
    }

    boolean matches(byte[] bytes, int from, int to) {
        int cell = startCell;
        for (int i = from; i < to; i++) {
            cell = cells[cell + columnOf[bytes[i] & 0xff]];
            if (cell == 0) {
                return false;
            }
        }
        return cells[cell + endColumn] != 0;
    }

    /** How many cells the table has. */
    int size() {
        return cells.length;
    }

    /** Makes every reachable set of instructions a row. */
    private static final class Builder {
        private final ByteNfa nfa;
        private final char[] columnOf = new char[256];
        private final List<Integer> exampleOf = new ArrayList<>();
        private final Map<IntBuffer, Integer> rows = new HashMap<>();
        private final List<int[]> sets = new ArrayList<>();
        private final int[] visited;
        private final int[] stack;
        private final int[] found;
        private int visit;
        private int visits;

        Builder(ByteNfa nfa) {
            this.nfa = nfa;
            this.visited = new int[nfa.count()];
            this.stack = new int[nfa.count() * 2 + 2];
            this.found = new int[nfa.count()];
        }

        ByteDfa build() throws UnsupportedPatternException {
            nameColumns();
            int endColumn = exampleOf.size();
            int width = endColumn + 1;
            row(new int[0]);
            int[] first = {nfa.start()};
            int start = startRow(first);
            List<char[]> table = new ArrayList<>();
            for (int row = 0; row < sets.size(); row++) {
                char[] cells = new char[width];
                for (int column = 0; column < endColumn; column++) {
                    cells[column] = (char) (step(sets.get(row), exampleOf.get(column)) * width);
                    if (sets.size() * width > MAX_CELLS) {
                        throw new UnsupportedPatternException("too many rows");
                    }
                }
                int[] atEnd = row == start ? close(first, true, true) : close(sets.get(row), false, true);
                cells[endColumn] = (char) (contains(atEnd, ByteNfa.MATCH) ? 1 : 0);
                table.add(cells);
            }
            char[] cells = new char[sets.size() * width];
            for (int row = 0; row < table.size(); row++) {
                System.arraycopy(table.get(row), 0, cells, row * width, width);
            }
            return new ByteDfa(columnOf, endColumn, cells, start * width);
        }

        /** The row of the beginning is a row of its own, since there alone the text's begin may be asked for. */
        private int startRow(int[] first) throws UnsupportedPatternException {
            sets.add(close(first, true, false));
            return sets.size() - 1;
        }

        private void nameColumns() {
            boolean[] begins = new boolean[257];
            begins[0] = true;
            for (int i = 0; i < nfa.count(); i++) {
                if (nfa.kind(i) == ByteNfa.BYTES) {
                    begins[nfa.low(i)] = true;
                    begins[nfa.high(i) + 1] = true;
                }
            }
            for (int b = 0; b < 256; b++) {
                if (begins[b]) {
                    exampleOf.add(b);
                }
                columnOf[b] = (char) (exampleOf.size() - 1);
            }
        }

        private int step(int[] set, int b) throws UnsupportedPatternException {
            int[] targets = new int[set.length];
            int count = 0;
            for (int i : set) {
                if (nfa.kind(i) == ByteNfa.BYTES && b >= nfa.low(i) && b <= nfa.high(i)) {
                    targets[count++] = nfa.next(i);
                }
            }
            return row(close(Arrays.copyOf(targets, count), false, false));
        }

        private int row(int[] set) {
            Integer known = rows.putIfAbsent(IntBuffer.wrap(set), sets.size());
            if (known != null) {
                return known;
            }
            sets.add(set);
            return sets.size() - 1;
        }

        /** All instructions that can be reached without a byte and that wait for one, or for the end; ascending. */
        private int[] close(int[] from, boolean atBegin, boolean atEnd) throws UnsupportedPatternException {
            visit++;
            int depth = 0;
            int count = 0;
            for (int i : from) {
                depth = push(i, depth);
            }
            while (depth > 0) {
                int i = stack[--depth];
                byte kind = nfa.kind(i);
                if (kind == ByteNfa.FORK) {
                    depth = push(nfa.other(i), push(nfa.next(i), depth));
                } else if (kind == ByteNfa.BEGIN && atBegin || kind == ByteNfa.END && atEnd) {
                    depth = push(nfa.next(i), depth);
                } else if (kind != ByteNfa.BEGIN) {
                    found[count++] = i;
                }
            }
            int[] set = Arrays.copyOf(found, count);
            Arrays.sort(set);
            return set;
        }

        private int push(int i, int depth) throws UnsupportedPatternException {
            if (++visits > MAX_VISITS) {
                throw new UnsupportedPatternException("too much work");
            }
            if (visited[i] == visit) {
                return depth;
            }
            visited[i] = visit;
            stack[depth] = i;
            return depth + 1;
        }

        private boolean contains(int[] set, byte kind) {
            for (int i : set) {
                if (nfa.kind(i) == kind) {
                    return true;
                }
            }
            return false;
        }
    }
}
