package io.fairlead.benchmarks;

import io.fairlead.routing.RequestView;
import io.fairlead.routing.match.HostRoutes;
import io.fairlead.routing.match.RouteIndex;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Chooses virtual host and route for a request with ten headers that the last route matches. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class RouteSelection {
    /** How the routes are written. */
    @Param
    public RouteShape shape = RouteShape.PREFIX_AND_HEADER;

    /** How many routes the virtual host has. */
    @Param({"10", "1000", "5000"})
    public int routes = 10;

    private RouteIndex<String> index = RouteShape.PREFIX_AND_HEADER.index(0);
    private RequestView request = new RequestView();

    /** Builds the table and the request. */
    @Setup
    public void build() {
        index = shape.index(routes);
        request = shape.request(routes - 1);
        if (!String.valueOf(routes - 1).equals(select())) {
            throw new IllegalStateException(shape + " does not choose the last of " + routes + " routes");
        }
    }

    /** One choice. */
    @Benchmark
    public @Nullable String select() {
        HostRoutes<String> host = index.host(request);
        return host == null ? null : host.select(request);
    }
}
