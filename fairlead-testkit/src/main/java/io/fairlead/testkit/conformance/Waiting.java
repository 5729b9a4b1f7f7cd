package io.fairlead.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What cannot be replayed yet, because it needs a protocol that is not served.
 *
 * <p>Every such step is named, so that a checked-in list can be compared and nothing is left out in silence.
 */
public final class Waiting {
    private static final Set<String> CLIENT_PROTOCOLS = Set.of("h1", "http10");

    private Waiting() {}

    /** Whether a request can be sent. */
    static boolean isReplayed(Step.Exchange exchange) {
        return CLIENT_PROTOCOLS.contains(exchange.connection().protocol());
    }

    /** One line for each step of a case that waits: the case, the number of the step and the protocol. */
    public static List<String> linesOf(Case subject) {
        List<String> lines = new ArrayList<>();
        for (Step step : subject.steps()) {
            Step.Exchange exchange = step.exchange();
            if (exchange != null && !isReplayed(exchange)) {
                lines.add(subject.name() + " " + step.number() + " "
                        + exchange.connection().protocol());
            }
        }
        return lines;
    }
}
