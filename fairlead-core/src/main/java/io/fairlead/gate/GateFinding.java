package io.fairlead.gate;

import io.fairlead.diagnostic.Diagnostic;
import java.util.Set;

/**
 * What was found in a file.
 *
 * @param refusing the gates that refuse the file for it; empty for a warning
 */
public record GateFinding(Diagnostic diagnostic, Set<Gate> refusing) {
    public GateFinding {
        refusing = Set.copyOf(refusing);
    }
}
