package io.fairlead.gate;

import java.util.List;

/**
 * What is said of one file.
 *
 * @param findings in the order of the text
 */
public record FileVerdict(String file, List<GateFinding> findings) {
    public FileVerdict {
        findings = List.copyOf(findings);
    }

    /** Whether every gate that was asked takes everything in the file. */
    public boolean isValid() {
        return findings.stream().allMatch(finding -> finding.refusing().isEmpty());
    }
}
