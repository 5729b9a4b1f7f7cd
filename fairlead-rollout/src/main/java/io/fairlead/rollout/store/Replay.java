package io.fairlead.rollout.store;

import io.fairlead.rollout.machine.RolloutMachine;
import io.fairlead.rollout.machine.Transition;
import java.util.ArrayList;
import java.util.List;

/** Computes a history anew from its inputs, and says where it would go another way. */
public final class Replay {
    private Replay() {}

    /** The transitions whose outcome is another one today, each with what differs; empty if none is. */
    public static List<String> differences(List<Transition> history) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < history.size(); i++) {
            Transition stored = history.get(i);
            Transition again = RolloutMachine.next(stored.before(), stored.event(), stored.at());
            if (!again.equals(stored)) {
                differences.add("Transition " + (i + 1) + " at " + stored.at() + " led to "
                        + stored.after().phase() + " (" + stored.after().message() + "); today it leads to "
                        + again.after().phase() + " (" + again.after().message() + ").");
            }
        }
        return differences;
    }
}
