package io.fairlead.analyze;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.Finding;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.analyze.istio.IstioAnalyzers;
import io.fairlead.analyze.traffic.TrafficAnalyzers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Analyzes objects together. Stateless; any thread. */
public final class ConfigAnalysis {
    private ConfigAnalysis() {}

    /** Which objects count. */
    public enum View {
        /** All of them. */
        FULL,
        /** Those of Istio; what needs Services, Pods, Namespaces, Nodes or Secrets is not checked. */
        OFFLINE
    }

    /** Whose checks are made. */
    public enum Checks {
        /** Istio's. */
        ISTIO,
        /** This project's own. */
        FAIRLEAD,
        /** Both. */
        ALL
    }

    /**
     * Analyzes an inventory.
     *
     * @param clock what certificates must be valid at
     * @return what was found, worst first, then by code, object and place
     */
    public static List<Finding> analyze(Inventory inventory, View view, Checks checks, InstantSource clock) {
        List<Analyzer> analyzers = new ArrayList<>();
        if (checks != Checks.FAIRLEAD) {
            analyzers.addAll(view == View.FULL ? IstioAnalyzers.all(clock) : IstioAnalyzers.withoutWorkloads());
        }
        if (checks != Checks.ISTIO) {
            analyzers.addAll(view == View.FULL ? TrafficAnalyzers.all() : TrafficAnalyzers.withoutWorkloads());
        }
        Report report = new Report();
        analyzers.forEach(analyzer -> analyzer.analyze(inventory, report));
        return report.findings();
    }
}
