package io.fairlead.rollout.write;

import io.fairlead.rollout.spec.Plan;
import io.fairlead.rollout.spec.Release;
import java.util.List;

/**
 * A weight that is to be put into force for one Rollout.
 *
 * @param rollout {@code namespace/name}
 * @param sequence grows with every order of the Rollout; an order that is not newer than the last one changes nothing
 * @param candidateWeight in hundredths of a percent, 0 to 10000; the stable version gets the rest, and no other version
 *     anything
 */
public record WeightOrder(
        String rollout, long sequence, List<Plan.Route> routes, Release release, int candidateWeight) {
    public WeightOrder {
        routes = List.copyOf(routes);
    }
}
