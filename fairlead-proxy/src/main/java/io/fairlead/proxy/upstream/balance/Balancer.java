package io.fairlead.proxy.upstream.balance;

import io.fairlead.proxy.observe.Ticker;
import io.fairlead.routing.LoadBalancing;
import io.fairlead.routing.LoadBalancing.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the endpoint of a request: first a priority, by how many healthy endpoints each has; then, if localities are
 * weighted, a locality; then an endpoint, by the cluster's algorithm. Made anew when endpoints come, go, are ejected or taken
 * in. Any thread; choosing allocates nothing. Source: Envoy {@code LoadBalancerBase}, {@code ThreadAwareLoadBalancerBase}.
 *
 * @param <H> endpoints
 */
public final class Balancer<H extends Host> {
    /** How often an endpoint is drawn again that was tried already. */
    static final int HOST_SELECTION_ATTEMPTS = 5;

    private final boolean byHash;
    private final List<PriorityLevel<H>> levels;
    private final int[] availabilities;
    private final int[] loads;

    /**
     * What a choice goes by.
     *
     * @param panicPercent if fewer endpoints of a priority are healthy, and all priorities together cannot take the load,
     *     health does not count there; 0 for never
     * @param random for where to begin; used only while the balancer is made
     * @param loops how many event loops there are
     */
    public record Settings(LoadBalancing policy, int panicPercent, Ticker ticker, RandomGenerator random, int loops) {
        boolean isByHash() {
            return policy.algorithm() instanceof Algorithm.RingHash || policy.algorithm() instanceof Algorithm.Maglev;
        }
    }

    /** A balancer of these endpoints as they are now. */
    public Balancer(List<H> hosts, Settings settings) {
        this.byHash = settings.isByHash();
        int count = 1 + hosts.stream().mapToInt(Host::priority).max().orElse(-1);
        List<List<H>> all = new ArrayList<>();
        List<List<H>> healthy = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new ArrayList<>());
            healthy.add(new ArrayList<>());
        }
        for (H host : hosts) {
            all.get(host.priority()).add(host);
            if (!host.isEjected()) {
                healthy.get(host.priority()).add(host);
            }
        }
        this.availabilities = new int[count];
        for (int i = 0; i < count; i++) {
            availabilities[i] =
                    PriorityLoads.availability(healthy.get(i).size(), all.get(i).size());
        }
        int total = PriorityLoads.total(availabilities);
        boolean everywhere = total < PriorityLoads.ALL && settings.panicPercent() > 0;
        this.levels = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean panic = total < PriorityLoads.ALL
                    && 100L * healthy.get(i).size()
                            < (long) settings.panicPercent() * all.get(i).size();
            everywhere &= panic || all.get(i).isEmpty();
            levels.add(new PriorityLevel<>(all.get(i), panic ? all.get(i) : healthy.get(i), panic, settings));
        }
        this.loads = loads(total, everywhere ? all.stream().mapToInt(List::size).toArray() : null);
    }

    /** The load of each priority; if no health counts any more, by the numbers of all endpoints. */
    private int[] loads(int total, int @Nullable [] panicCounts) {
        int[] none = new int[availabilities.length];
        if (none.length == 0) {
            return none;
        }
        if (panicCounts != null) {
            return PriorityLoads.byEndpoints(panicCounts);
        }
        if (total > 0) {
            return PriorityLoads.divide(availabilities, total);
        }
        none[0] = PriorityLoads.ALL;
        return none;
    }

    /** Whether endpoints are chosen by what binds a request. */
    public boolean isByHash() {
        return byHash;
    }

    /** The endpoint for one request, null if there is none. */
    public @Nullable H pick(Selection selection) {
        H picked = pick(selection, 0);
        for (int i = 1; i <= HOST_SELECTION_ATTEMPTS && picked != null && selection.avoids(picked); i++) {
            picked = pick(selection, i);
        }
        return picked;
    }

    private @Nullable H pick(Selection selection, int attempt) {
        if (levels.isEmpty()) {
            return null;
        }
        long hash = byHash ? selection.hash() : 0;
        PriorityLevel<H> level = levels.get(levels.size() == 1 ? 0 : priority(selection, hash));
        // Another number for each further attempt, but always the same one.
        return level.choose(selection, attempt == 0 ? hash : hash ^ -attempt);
    }

    private int priority(Selection selection, long hash) {
        if (byHash) {
            int ticket = (int) Long.remainderUnsigned(hash, PriorityLoads.ALL) + 1;
            return PriorityLoads.choose(loads, loads.length, ticket);
        }
        int[] now =
                selection.leavesPriorities() ? PriorityLoads.divideForRetry(availabilities, loads, selection) : loads;
        return PriorityLoads.choose(now, loads.length, 1 + selection.random().nextInt(PriorityLoads.ALL));
    }
}
