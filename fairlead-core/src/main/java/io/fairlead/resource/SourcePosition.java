package io.fairlead.resource;

/**
 * A place in a text that was read. Prints as {@code file:line:column}, or the file alone where no line is known.
 *
 * @param file the path as the user gave it, or a description such as {@code <stdin>}
 * @param line from 1, 0 if unknown
 * @param column from 1, 0 if unknown
 */
public record SourcePosition(String file, int line, int column) {
    /** A place that is not known at all. */
    public static final SourcePosition UNKNOWN = new SourcePosition("<unknown>", 0, 0);

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
