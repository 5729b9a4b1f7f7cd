package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Transition;

/** Who is told what happens. Called on the controller's thread; must neither block nor throw. */
public interface RolloutListener {
    /** Something worth telling happened. */
    void happened(RolloutEvent event);

    /** A person asked for something. */
    void asked(AuditEntry entry);

    /** The state changed, be it only by a count. */
    void changed(Transition transition);
}
