package io.fairlead.proxy.upstream.balance;

import io.fairlead.routing.LoadBalancing.Algorithm;
import io.fairlead.routing.LoadBalancing.Warmup;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Round robin and least request, which differ only in what an endpoint weighs and in what is done where all weigh alike.
 * Weights that change from request to request need a schedule, of which each event loop has its own; as long as nothing
 * changes, round robin goes over a table that all loops share, and is exact over all of them.
 */
final class WeighedChooser implements Chooser {
    private final List<? extends Host> hosts;
    private final @Nullable SlowStart slowStart;
    private final @Nullable WeightedCycle cycle;
    private final boolean alike;
    private final EdfSchedule.Weights weights = this::weight;
    private final EdfSchedule @Nullable [] schedules;

    private WeighedChooser(
            List<? extends Host> hosts,
            Balancer.Settings settings,
            @Nullable Warmup warmup,
            @Nullable WeightedCycle cycle) {
        this.hosts = hosts;
        this.cycle = cycle;
        this.alike = areAlike(hosts);
        SlowStart starting = warmup == null ? null : new SlowStart(warmup, settings.ticker(), hosts);
        this.slowStart = starting == null || starting.isOver() ? null : starting;
        boolean scheduled = slowStart != null || cycle == null && !alike;
        this.schedules = scheduled ? schedules(settings.loops(), settings.random()) : null;
    }

    static WeighedChooser roundRobin(
            List<? extends Host> hosts, Balancer.Settings settings, Algorithm.RoundRobin algorithm) {
        WeightedCycle cycle = areAlike(hosts)
                ? WeightedCycle.even(hosts.size(), settings.random())
                : WeightedCycle.of(hosts.stream().mapToLong(Host::weight).toArray(), settings.random());
        return new WeighedChooser(hosts, settings, algorithm.warmup(), cycle);
    }

    static WeighedChooser leastRequest(
            List<? extends Host> hosts, Balancer.Settings settings, Algorithm.LeastRequest algorithm) {
        return new WeighedChooser(hosts, settings, algorithm.warmup(), null);
    }

    private static boolean areAlike(List<? extends Host> hosts) {
        return hosts.stream().mapToInt(Host::weight).distinct().count() <= 1;
    }

    private EdfSchedule[] schedules(int loops, RandomGenerator random) {
        EdfSchedule[] made = new EdfSchedule[loops];
        for (int i = 0; i < loops; i++) {
            made[i] = new EdfSchedule(hosts.size(), weights, random);
        }
        return made;
    }

    private double weight(int position) {
        Host host = hosts.get(position);
        double weight = cycle == null ? (double) host.weight() / (1 + host.activeRequests()) : host.weight();
        return slowStart == null ? weight : weight * slowStart.share(host);
    }

    @Override
    public int choose(Selection selection, long hash) {
        if (schedules != null && isScheduled()) {
            return schedules[selection.loop()].next(weights);
        }
        return cycle == null ? lessBusyOfTwo(selection.random()) : cycle.next();
    }

    private boolean isScheduled() {
        return slowStart == null || cycle == null && !alike || !slowStart.isOver();
    }

    private int lessBusyOfTwo(RandomGenerator random) {
        int first = random.nextInt(hosts.size());
        int second = random.nextInt(hosts.size());
        return hosts.get(second).activeRequests() < hosts.get(first).activeRequests() ? second : first;
    }
}
