package io.fairlead.server.cli;

import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.routing.Viewpoint;
import io.fairlead.server.wire.FairleadServer;
import io.fairlead.server.wire.ServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code fairlead run}: serves a configuration until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Serves the traffic that the Istio resources in files and folders describe; changes take effect "
                + "as they are saved.")
final class RunCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--config",
            required = true,
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files and folders (*.yaml, *.yml, *.json) to read and watch.")
    private List<Path> config = new ArrayList<>();

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:15000",
            description = "Address of /ready, /config, /stats, /metrics and /weights. Default: ${DEFAULT-VALUE}.")
    private String admin = "";

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description =
                    "File with the token that changes by the admin address need. Default: no token; only processes "
                            + "of this machine may change something.")
    private @Nullable Path adminTokenFile;

    @Option(
            names = "--http-proxy-port",
            paramLabel = "PORT",
            description = "Port on 127.0.0.1 of the outbound HTTP proxy for this workload's own requests (mesh mode).")
    private @Nullable Integer httpProxyPort;

    @Option(
            names = "--namespace",
            paramLabel = "NS",
            defaultValue = "default",
            description = "Namespace of this workload. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Option(
            names = "--labels",
            paramLabel = "K=V,...",
            defaultValue = "",
            description = "Labels of this workload, which Gateway selectors are checked against; none: not checked.")
    private String labels = "";

    @Option(
            names = "--locality",
            paramLabel = "REGION/ZONE/SUBZONE",
            defaultValue = "",
            description = "Where this workload runs.")
    private String locality = "";

    @Option(
            names = "--mesh-certificates",
            paramLabel = "DIR",
            defaultValue = Viewpoint.MESH_CERTIFICATES,
            description = "Folder of this workload's certificate for mode ISTIO_MUTUAL: cert-chain.pem, key.pem and "
                    + "root-cert.pem. Default: ${DEFAULT-VALUE}.")
    private String meshCertificates = "";

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for what must survive a restart: releases, their events and audit log.")
    private @Nullable Path state;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Event loops that serve traffic. Default: one per processor.")
    private @Nullable Integer concurrency;

    @Option(
            names = "--access-log",
            paramLabel = "PATH|-",
            defaultValue = "",
            description = "File for the access log, - for standard output. Default: no access log.")
    private String accessLog = "";

    @Option(
            names = "--access-log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (Istio's defaults), or a format string with Envoy's operators. "
                    + "Default: ${DEFAULT-VALUE}.")
    private String accessLogFormat = "";

    @Option(
            names = "--drain-time",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "How long requests may take to end at shutdown. Default: ${DEFAULT-VALUE}.")
    private String drainTime = "";

    @Override
    public void run() {
        ServerOptions options = options();
        FairleadServer server = start(options);
        Shutdown.drainOnSignal(server::drain);
        Shutdown.awaitSignal();
    }

    private FairleadServer start(ServerOptions options) {
        try {
            return FairleadServer.start(options);
        } catch (BindException e) {
            throw new StartFailure(
                    "the admin address " + admin + " cannot be bound (" + e.getMessage()
                            + "); choose another with --admin",
                    e);
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The options that the flags say. Throws {@link ParameterException} where they are wrong. */
    ServerOptions options() {
        for (Path path : config) {
            if (!Files.isReadable(path)) {
                String problem = Files.exists(path) ? "cannot be read" : "no such file or folder";
                throw new ParameterException(spec.commandLine(), "--config " + path + ": " + problem);
            }
        }
        if (state != null && Files.exists(state) && !Files.isDirectory(state)) {
            throw new ParameterException(spec.commandLine(), "--state " + state + ": not a folder");
        }
        Viewpoint viewpoint = new Viewpoint(
                namespace.isBlank() ? "default" : namespace.strip(),
                parse("--labels", labels, Flags::labels),
                parse("--locality", locality, Flags::locality),
                httpProxyPort(),
                meshCertificates);
        ServerOptions options = ServerOptions.of(config.toArray(Path[]::new))
                .withAdmin(parse("--admin", admin, Flags::address))
                .withViewpoint(viewpoint)
                .withAccessLog(accessLog())
                .withDrainTime(parse("--drain-time", drainTime, Flags::duration))
                .withState(state)
                .withAdminToken(adminToken());
        if (concurrency == null) {
            return options;
        }
        if (concurrency < 1) {
            throw new ParameterException(spec.commandLine(), "--concurrency: must be 1 or more, not " + concurrency);
        }
        return options.withConcurrency(concurrency);
    }

    private @Nullable String adminToken() {
        if (adminTokenFile == null) {
            return null;
        }
        try {
            String token = Files.readString(adminTokenFile).strip();
            if (!token.isEmpty()) {
                return token;
            }
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "--admin-token-file " + adminTokenFile + ": cannot be read (" + e + ")", e);
        }
        throw new ParameterException(spec.commandLine(), "--admin-token-file " + adminTokenFile + ": is empty");
    }

    private @Nullable Integer httpProxyPort() {
        if (httpProxyPort != null && (httpProxyPort < 1 || httpProxyPort > 65535)) {
            throw new ParameterException(
                    spec.commandLine(), "--http-proxy-port: must be 1 to 65535, not " + httpProxyPort);
        }
        return httpProxyPort;
    }

    private @Nullable AccessLogOptions accessLog() {
        AccessLogOptions.Format format = parse("--access-log-format", accessLogFormat, Flags::accessLogFormat);
        return accessLog.isEmpty()
                ? null
                : new AccessLogOptions(format, accessLog.equals("-") ? null : Path.of(accessLog));
    }

    private <T> T parse(String flag, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), flag + ": " + e.getMessage(), e);
        }
    }
}
