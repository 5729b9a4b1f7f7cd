package io.fairlead.yaml.tree;

import io.fairlead.diagnostic.Code;

/** Thrown when a text is not YAML or passes a limit; becomes a finding. */
public final class UnreadableText extends Exception {
    private static final long serialVersionUID = 1L;

    /** Messages may quote the text, which may be huge. */
    private static final int MAX_CHARS = 300;

    private final Code code;
    private final int line;
    private final int column;

    /** Line and column count from 1. */
    public UnreadableText(Code code, int line, int column, String message) {
        super(message.length() <= MAX_CHARS ? message : message.substring(0, MAX_CHARS) + "...", null, false, false);
        this.code = code;
        this.line = line;
        this.column = column;
    }

    public Code code() {
        return code;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** What is wrong, in one sentence. */
    public String problem() {
        return String.valueOf(getMessage());
    }
}
