package io.fairlead.server.cli;

import io.fairlead.gate.FileVerdict;
import io.fairlead.gate.Gate;
import io.fairlead.gate.GateFinding;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/** A line for each finding and one for each file, for people. */
record TextVerdicts(PrintWriter out) implements VerdictWriter {
    @Override
    public void write(FileVerdict verdict) {
        int refusals = 0;
        for (GateFinding finding : verdict.findings()) {
            out.println(finding.diagnostic() + refusedBy(finding));
            refusals += finding.refusing().isEmpty() ? 0 : 1;
        }
        int others = verdict.findings().size() - refusals;
        out.println(verdict.file() + ": "
                + (verdict.isValid() ? "valid" : "invalid, " + count(refusals, "error"))
                + (others == 0 ? "" : ", " + count(others, "warning")));
    }

    private static String refusedBy(GateFinding finding) {
        return finding.refusing().isEmpty()
                ? ""
                : finding.refusing().stream()
                        .sorted()
                        .map(Gate::id)
                        .collect(Collectors.joining(", ", " [refused by ", "]"));
    }

    private static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    @Override
    public void end() {
        out.flush();
    }
}
