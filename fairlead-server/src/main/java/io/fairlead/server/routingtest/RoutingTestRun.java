package io.fairlead.server.routingtest;

import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.server.explain.ExplanationWriter;
import io.fairlead.server.explain.WrittenRequest;
import io.fairlead.simulate.Explanation;
import io.fairlead.simulate.Simulator;
import io.fairlead.store.ResourceSet;
import java.util.List;
import java.util.Optional;

/** Runs tests against one configuration. */
public final class RoutingTestRun {
    private final ResourceSet resources;
    private final RoutingSnapshot snapshot;

    /** A run against what was compiled from these resources. */
    public RoutingTestRun(ResourceSet resources, RoutingSnapshot snapshot) {
        this.resources = resources;
        this.snapshot = snapshot;
    }

    /**
     * What came of a test.
     *
     * @param failures what differs, empty if it passed
     * @param explanation of the request, for a test that failed; "" if there is none
     */
    public record Result(RoutingTestFile.Case test, List<String> failures, String explanation) {
        public Result {
            failures = List.copyOf(failures);
        }

        /** Whether everything was as expected. */
        public boolean isPassed() {
            return failures.isEmpty();
        }
    }

    /**
     * Runs a test.
     *
     * @param mesh whether the sidecar's listener takes the request, whatever its port
     */
    public Result run(RoutingTestFile.Case test, boolean mesh) {
        WrittenRequest written;
        try {
            written = WrittenRequest.of(test.request(), test.headers());
        } catch (IllegalArgumentException e) {
            return new Result(test, List.of(String.valueOf(e.getMessage())), "");
        }
        Optional<Listener> listener = mesh
                ? snapshot.listeners().stream()
                        .filter(each -> each.side() == Listener.Side.SIDECAR)
                        .findFirst()
                : Simulator.listener(snapshot, written.port(), written.request());
        if (listener.isEmpty()) {
            return new Result(
                    test, List.of("no listener takes the request; name the port of a Gateway in the URL"), "");
        }
        Explanation explanation = Simulator.explain(snapshot, listener.get(), written.request());
        List<String> failures = Expectations.differences(test.expected(), Outcome.of(written.request(), explanation));
        String text = failures.isEmpty() ? "" : new ExplanationWriter(resources).text(explanation);
        return new Result(test, failures, text);
    }
}
