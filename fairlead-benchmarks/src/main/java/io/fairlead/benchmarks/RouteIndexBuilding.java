package io.fairlead.benchmarks;

import io.fairlead.routing.match.RouteIndex;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Builds the index of 5,000 routes, as every reload of a configuration of that size does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class RouteIndexBuilding {
    /** How the routes are written. */
    @Param
    public RouteShape shape = RouteShape.PREFIX_AND_HEADER;

    /** One index. */
    @Benchmark
    public RouteIndex<String> build() {
        return shape.index(5_000);
    }
}
