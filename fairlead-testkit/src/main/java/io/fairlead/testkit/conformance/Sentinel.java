package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.time.Pause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few objects beside those of a case that carry a generation, so that it can be seen from outside which configuration
 * is in force.
 *
 * <p>The generation stands in a Gateway, a VirtualService, a DestinationRule and a ServiceEntry at once: when a request
 * is answered with it, all of the configuration that was written with it is served.
 */
final class Sentinel implements AutoCloseable {
    private static final int GATEWAY_PORT = 18099;
    private static final int BACKEND_PORT = 19120;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(10);
    private static final String OBJECTS = """

            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: sentinel, namespace: conform-system}
            spec:
              servers:
              - port: {number: GATEWAY_PORT, name: http, protocol: HTTP}
                hosts: [sentinel.conform, GENERATION.conform]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: sentinel, namespace: conform-system}
            spec:
              hosts: [sentinel.conform, GENERATION.conform]
              gateways: [sentinel, mesh]
              http:
              - headers:
                  request:
                    set: {x-echo-body: GENERATION}
                route:
                - destination: {host: sentinel.conform, subset: GENERATION}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: sentinel, namespace: conform-system}
            spec:
              host: sentinel.conform
              subsets:
              - name: GENERATION
                labels: {generation: GENERATION}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: sentinel, namespace: conform-system}
            spec:
              hosts: [sentinel.conform]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints:
              - {address: 127.0.0.1, ports: {http: BACKEND_PORT}, labels: {generation: GENERATION}}
            """;

    private final AtomicInteger generations = new AtomicInteger();
    private final EchoBackend backend = EchoBackend.start("sentinel", BACKEND_PORT, new HitLog());

    /** A configuration with the sentinel's objects behind it. */
    record Marked(String generation, String text) {}

    /** Adds the objects of a new generation to a configuration. */
    Marked mark(String config) {
        String generation = "g" + generations.incrementAndGet();
        String objects = OBJECTS.replace("GENERATION", generation)
                .replace("GATEWAY_PORT", Integer.toString(GATEWAY_PORT))
                .replace("BACKEND_PORT", Integer.toString(BACKEND_PORT));
        return new Marked(generation, config + objects);
    }

    /** Waits until a generation is served, and tells whether it was in time. */
    boolean await(String generation, boolean mesh, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        while (true) {
            if (serves(GATEWAY_PORT, generation + ".conform", generation)
                    && (!mesh || serves(CaseReader.MESH_PORT, "sentinel.conform", generation))) {
                return true;
            }
            if (deadline.isOver()) {
                return false;
            }
            Pause.of(PROBE_PAUSE);
        }
    }

    @Override
    public void close() {
        backend.close();
    }

    private static boolean serves(int port, String host, String generation) {
        try (RawConnection connection = RawConnection.open(port)) {
            RawResponse response = connection.exchange(RawRequest.get("/", host), PROBE_LIMIT);
            return response.status() == 200 && response.text().equals(generation);
        } catch (ClientException e) {
            return false; // not served yet
        }
    }
}
