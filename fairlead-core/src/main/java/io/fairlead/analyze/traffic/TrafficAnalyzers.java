package io.fairlead.analyze.traffic;

import io.fairlead.analyze.base.Analyzer;
import java.util.ArrayList;
import java.util.List;

/** Our own analyzers. */
public final class TrafficAnalyzers {
    private TrafficAnalyzers() {}

    /** Those that need nothing but the objects of Istio. */
    public static List<Analyzer> withoutWorkloads() {
        return List.of(new CoveredRules(), new RiskyRules());
    }

    /** All of them, with those that need Pods and Services. */
    public static List<Analyzer> all() {
        List<Analyzer> all = new ArrayList<>(withoutWorkloads());
        all.add(new EmptyDestinations());
        return all;
    }
}
