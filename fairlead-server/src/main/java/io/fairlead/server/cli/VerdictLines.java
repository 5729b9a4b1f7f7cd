package io.fairlead.server.cli;

import io.fairlead.gate.FileVerdict;
import java.io.PrintWriter;

/** A line {@code path<TAB>valid|invalid} for each file, for other programs. */
record VerdictLines(PrintWriter out) implements VerdictWriter {
    @Override
    public void write(FileVerdict verdict) {
        out.print(verdict.file() + "\t" + (verdict.isValid() ? "valid" : "invalid") + "\n");
    }

    @Override
    public void end() {
        out.flush();
    }
}
