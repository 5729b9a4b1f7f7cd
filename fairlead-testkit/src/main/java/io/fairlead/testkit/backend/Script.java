package io.fairlead.testkit.backend;

import java.util.List;

/** Hands out the behaviour for one request after the other. Thread-safe. */
final class Script {
    private final List<Behaviour> acts;
    private final Behaviour afterwards;
    private int act;
    private int used;

    /** The acts in order, each for its {@link Behaviour#times}, then one behaviour for ever. */
    Script(List<Behaviour> acts, Behaviour afterwards) {
        this.acts = List.copyOf(acts);
        this.afterwards = afterwards;
    }

    synchronized Behaviour next() {
        while (act < acts.size()) {
            Behaviour now = acts.get(act);
            if (now.times() == 0) {
                return now;
            }
            if (used < now.times()) {
                used++;
                return now;
            }
            act++;
            used = 0;
        }
        return afterwards;
    }
}
