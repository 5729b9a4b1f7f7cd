package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.routing.FaultPolicy;
import io.fairlead.routing.FaultPolicy.Abort;
import io.fairlead.routing.RoutePolicies;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Draws the faults of a request. Source: Istio {@code HTTPFaultInjection}, Envoy, "Fault injection". */
public final class FaultInjector {
    /** A gRPC status means nothing to other requests: Envoy answers them with 200 and its plain text. */
    private static final int GRPC_TO_OTHERS = 200;

    private FaultInjector() {}

    /** How long a request has to wait, or null if it has not to. */
    public static @Nullable Duration delay(FaultPolicy policy, RandomGenerator random) {
        FaultPolicy.Delay delay = policy.delay();
        return delay != null && drawn(delay.perMillion(), random) ? delay.duration() : null;
    }

    /** The status that a request without gRPC is answered with, or 0 if it goes on. */
    public static int abortStatus(FaultPolicy policy, RandomGenerator random) {
        Abort abort = policy.abort();
        if (abort == null || !drawn(abort.perMillion(), random)) {
            return 0;
        }
        return abort.kind() == Abort.Kind.HTTP ? abort.status() : GRPC_TO_OTHERS;
    }

    /** The status that an aborted gRPC call is answered with, {@link RequestFacts#NOT_GRPC} for what stands for the HTTP status. */
    public static int grpcStatus(FaultPolicy policy) {
        Abort abort = policy.abort();
        return abort != null && abort.kind() == Abort.Kind.GRPC ? abort.status() : RequestFacts.NOT_GRPC;
    }

    private static boolean drawn(int perMillion, RandomGenerator random) {
        return perMillion >= RoutePolicies.ALL_PER_MILLION
                || random.nextInt(RoutePolicies.ALL_PER_MILLION) < perMillion;
    }
}
