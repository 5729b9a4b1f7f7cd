package io.fairlead.server.cli;

import io.fairlead.gate.FileVerdict;

/** Prints verdicts as they come. */
interface VerdictWriter {
    /** Prints what is said of one file. */
    void write(FileVerdict verdict);

    /** Ends the print. */
    void end();
}
