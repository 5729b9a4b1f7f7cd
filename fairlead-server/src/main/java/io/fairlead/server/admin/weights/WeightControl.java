package io.fairlead.server.admin.weights;

import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.overlay.Overlay;
import java.util.function.UnaryOperator;

/** The weights that count in place of written ones, as the admin address shows and changes them. Thread-safe. */
public interface WeightControl {
    /** The weights that were chosen. */
    Overlay weights();

    /** The configuration in force, with the weights that are written. */
    RoutingSnapshot written();

    /** Replaces the weights by {@code change} of them; requests that begin after the return follow them. */
    void change(UnaryOperator<Overlay> change);
}
