package io.fairlead.server.cli;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.server.cli.files.LoadedConfig;
import io.fairlead.server.explain.WrittenRequest;
import io.fairlead.simulate.Simulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whose routing is looked at: the flags that commands share. */
final class RoutingOptions {
    /** A port that needs not be free, since nothing listens. */
    private static final int MESH_PORT = 15001;

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            defaultValue = "default",
            description = "Namespace of the workload. Default: ${DEFAULT-VALUE}.")
    private String namespace = "default";

    @Option(
            names = {"--source-labels", "--labels"},
            paramLabel = "K=V,...",
            defaultValue = "",
            description = "Labels of the workload: a gateway's, or with --mesh the sender's.")
    private String labels = "";

    @Option(names = "--mesh", description = "Route as the sidecar of a workload does, instead of as a gateway.")
    private boolean mesh;

    RoutingOptions() {}

    /** The options of a test. */
    static RoutingOptions of(String namespace, Map<String, String> labels, boolean mesh) {
        RoutingOptions options = new RoutingOptions();
        options.namespace = namespace;
        options.labels = String.join(
                ",",
                labels.entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .toList());
        options.mesh = mesh;
        return options;
    }

    /** Reads and compiles. Throws {@link IllegalArgumentException} where a flag is wrong. */
    LoadedConfig load(List<Path> paths) {
        Viewpoint viewpoint = new Viewpoint(namespace, Flags.labels(labels), "");
        return LoadedConfig.read(paths, mesh ? viewpoint.withHttpProxyPort(MESH_PORT) : viewpoint);
    }

    /** The listener that takes a request. */
    Optional<Listener> listener(RoutingSnapshot snapshot, WrittenRequest request) {
        return mesh
                ? snapshot.listeners().stream()
                        .filter(listener -> listener.side() == Listener.Side.SIDECAR)
                        .findFirst()
                : Simulator.listener(snapshot, request.port(), request.request());
    }

    /** The errors of a configuration, one a line. */
    static String errors(LoadedConfig config) {
        StringBuilder text = new StringBuilder();
        config.diagnostics().stream()
                .filter(Diagnostic::isError)
                .forEach(problem -> text.append(problem).append(System.lineSeparator()));
        return text.toString();
    }
}
