package io.fairlead.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.server.wire.FairleadServer;
import io.fairlead.server.wire.ServerOptions;
import io.fairlead.testkit.hostile.HostileCase;
import io.fairlead.testkit.hostile.HostileLane;
import io.fairlead.testkit.repository.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends the hostile traffic of {@code conformance/hostile} through the real server in this process.
 *
 * <p>Most of a case is waiting for what must not come. So several lanes run at once, each with a listener and an
 * upstream of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTest {
    private static final int LANES = 8;
    private static final Path CORPUS = Repository.root().resolve("conformance/hostile/corpus.jsonl");
    private static final String OBJECTS = """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: lane-LANE, namespace: default}
            spec:
              servers:
              - port: {number: LISTENER, name: http, protocol: HTTP}
                hosts: ["*"]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: lane-LANE, namespace: default}
            spec:
              hosts: ["*"]
              gateways: [lane-LANE]
              http:
              - route: [{destination: {host: lane-LANE.test}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: lane-LANE, namespace: default}
            spec:
              hosts: [lane-LANE.test]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints:
              - {address: 127.0.0.1, ports: {http: UPSTREAM}}
            """;

    private final Map<String, List<String>> failures = new ConcurrentHashMap<>();
    private List<HostileCase> cases = List.of();

    @BeforeAll
    void sendEverything(@TempDir Path folder) throws Exception {
        cases = HostileCase.all(CORPUS);
        List<HostileLane> lanes = new ArrayList<>();
        List<Integer> ports = freePorts();
        StringBuilder config = new StringBuilder();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(new HostileLane());
            config.append(OBJECTS.replace("LANE", Integer.toString(lane))
                    .replace("LISTENER", Integer.toString(ports.get(lane)))
                    .replace("UPSTREAM", Integer.toString(lanes.get(lane).upstreamPort())));
        }
        Files.writeString(folder.resolve("config.yaml"), config);
        try (FairleadServer server =
                FairleadServer.start(ServerOptions.of(folder).withEphemeralAdmin())) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> server.readiness().isReady());
            runAll(lanes, ports);
        } finally {
            for (HostileLane lane : lanes) {
                lane.close();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> whatTheUpstreamParsesIsWhatTheProxyBelieved() {
        return cases.stream()
                .map(subject -> DynamicTest.dynamicTest(
                        subject.id(),
                        () -> assertThat(failures.get(subject.id()))
                                .as(subject.note())
                                .isEmpty()));
    }

    private void runAll(List<HostileLane> lanes, List<Integer> ports) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(LANES);
        List<Future<?>> running = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            HostileLane own = lanes.get(lane);
            int port = ports.get(lane);
            running.add(executor.submit(() -> {
                for (int i = next.getAndIncrement(); i < cases.size(); i = next.getAndIncrement()) {
                    failures.put(cases.get(i).id(), own.failures(cases.get(i), port));
                }
                return null;
            }));
        }
        executor.shutdown();
        for (Future<?> lane : running) {
            lane.get();
        }
    }

    /** Ports that were free a moment ago; all are held at once, so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return ports;
    }
}
