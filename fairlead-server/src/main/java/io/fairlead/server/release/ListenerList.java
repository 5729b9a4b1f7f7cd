package io.fairlead.server.release;

import io.fairlead.rollout.control.AuditEntry;
import io.fairlead.rollout.control.RolloutEvent;
import io.fairlead.rollout.control.RolloutListener;
import io.fairlead.rollout.machine.Transition;
import java.util.List;

/** Several listeners as one. */
record ListenerList(List<RolloutListener> all) implements RolloutListener {
    ListenerList {
        all = List.copyOf(all);
    }

    @Override
    public void happened(RolloutEvent event) {
        all.forEach(each -> each.happened(event));
    }

    @Override
    public void asked(AuditEntry entry) {
        all.forEach(each -> each.asked(entry));
    }

    @Override
    public void changed(Transition transition) {
        all.forEach(each -> each.changed(transition));
    }
}
