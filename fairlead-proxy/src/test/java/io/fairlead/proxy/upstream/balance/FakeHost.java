package io.fairlead.proxy.upstream.balance;

import io.fairlead.routing.balance.XxHash64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An endpoint whose state tests set. */
final class FakeHost implements Host {
    private final String name;
    private final int weight;
    private final int priority;
    private final String locality;
    int activeRequests;
    long joinedNanos;
    boolean ejected;

    FakeHost(String name, int weight, int priority, String locality) {
        this.name = name;
        this.weight = weight;
        this.priority = priority;
        this.locality = locality;
    }

    static FakeHost of(String name) {
        return new FakeHost(name, 1, 0, "");
    }

    /** Hosts {@code 10.0.0.1:80}, {@code 10.0.0.2:80}, and so on. */
    static List<FakeHost> weighing(int... weights) {
        List<FakeHost> hosts = new ArrayList<>();
        for (int weight : weights) {
            hosts.add(new FakeHost("10.0.0." + (hosts.size() + 1) + ":80", weight, 0, ""));
        }
        return hosts;
    }

    static List<FakeHost> alike(int count) {
        int[] weights = new int[count];
        Arrays.fill(weights, 1);
        return weighing(weights);
    }

    @Override
    public int weight() {
        return weight;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public String locality() {
        return locality;
    }

    @Override
    public long identity() {
        return XxHash64.hash(name);
    }

    @Override
    public int activeRequests() {
        return activeRequests;
    }

    @Override
    public long joinedNanos() {
        return joinedNanos;
    }

    @Override
    public boolean isEjected() {
        return ejected;
    }

    @Override
    public boolean isSameAs(Host other) {
        return this == other;
    }

    @Override
    public String toString() {
        return name;
    }
}
