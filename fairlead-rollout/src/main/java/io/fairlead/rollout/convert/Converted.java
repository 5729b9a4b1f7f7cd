package io.fairlead.rollout.convert;

import java.util.List;

/**
 * A Rollout that was made of another tool's object.
 *
 * @param name {@code kind namespace/name} of the object
 * @param yaml the Rollout
 * @param report what differs, one sentence each; empty if nothing does
 */
public record Converted(String name, String yaml, List<String> report) {
    public Converted {
        report = List.copyOf(report);
    }
}
