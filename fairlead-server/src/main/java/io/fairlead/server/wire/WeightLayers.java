package io.fairlead.server.wire;

import io.fairlead.routing.overlay.Overlay;
import java.util.function.UnaryOperator;

/**
 * The weights that count in place of the ones the proxy's snapshot has. Those that were chosen, by a release or by a person,
 * have the word over those that were written since the snapshot was compiled. Thread-safe; a change waits for no publication.
 */
final class WeightLayers {
    private final RoutingTarget target;
    private Overlay written = Overlay.NONE;
    private Overlay chosen = Overlay.NONE;

    WeightLayers(RoutingTarget target) {
        this.target = target;
    }

    /** The weights that were chosen. */
    synchronized Overlay chosen() {
        return chosen;
    }

    /** Replaces the chosen weights; they are in force on return. */
    synchronized void choose(UnaryOperator<Overlay> change) {
        chosen = change.apply(chosen);
        target.apply(written.plus(chosen));
    }

    /** Weights that were written since the snapshot in force was compiled; {@link Overlay#NONE} once another one is. */
    synchronized void written(Overlay newer) {
        if (!newer.equals(written)) {
            written = newer;
            target.apply(written.plus(chosen));
        }
    }
}
