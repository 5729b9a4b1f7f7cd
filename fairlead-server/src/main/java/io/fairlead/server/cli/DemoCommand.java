package io.fairlead.server.cli;

import io.fairlead.server.demo.Demo;
import io.fairlead.server.demo.DemoCheck;
import io.fairlead.server.demo.DemoOptions;
import io.fairlead.server.demo.DemoStep;
import io.fairlead.server.wire.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code fairlead demo}: a canary release to play with. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Starts three model servers, the proxy and a canary configuration, and prints requests to try.")
final class DemoCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + DemoOptions.DEFAULT_GATEWAY_PORT,
            description = "Port of the gateway. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + ServerOptions.DEFAULT_ADMIN_PORT,
            description = "Admin address. Default: ${DEFAULT-VALUE}.")
    private String admin = "";

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where the configuration is written. Default: .fairlead/demo here.")
    private @Nullable Path folder;

    @Option(
            names = "--check",
            description =
                    "Send the requests that the demo prints, on free ports, say whether all answers are right, and end.")
    private boolean check;

    @Override
    public Integer call() throws IOException {
        return check ? check() : serve();
    }

    private int serve() {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port: a port is a number from 1 to 65535, not " + port);
        }
        Path target = folder != null ? folder : Path.of(".fairlead", "demo");
        Demo demo = start(new DemoOptions(port, DemoOptions.DEFAULT_MODEL_PORT, adminAddress(), target));
        print(demo);
        Shutdown.drainOnSignal(demo::drain);
        Shutdown.awaitSignal();
        return 0;
    }

    private int check() throws IOException {
        Path target = folder != null ? folder : Files.createTempDirectory("fairlead-demo-");
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Demo demo = start(new DemoOptions(freePort(), 0, anyPort, target))) {
            List<String> problems = DemoCheck.run(demo);
            problems.forEach(spec.commandLine().getErr()::println);
            spec.commandLine()
                    .getOut()
                    .println(demo.steps().size() - problems.size() + " answers as described, " + problems.size()
                            + " not");
            return problems.isEmpty() ? 0 : 1;
        }
    }

    private InetSocketAddress adminAddress() {
        try {
            return Flags.address(admin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--admin: " + e.getMessage(), e);
        }
    }

    private static Demo start(DemoOptions options) {
        try {
            return Demo.start(options);
        } catch (IOException e) {
            throw new StartFailure(
                    e.getMessage()
                            + "\nOther ports can be chosen with --port and --admin, another folder with --folder.",
                    e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void print(Demo demo) {
        PrintWriter out = spec.commandLine().getOut();
        String gateway = demo.gatewayUrl();
        heading(out, "Fairlead demo: a canary release of the model llama3");
        demo.modelLines().forEach(line -> out.println("  model    " + line));
        out.println("  gateway  " + gateway);
        out.println("  admin    " + demo.adminUrl());
        out.println("  config   " + demo.configFile().toAbsolutePath().normalize());
        heading(out, "Try");
        for (DemoStep step : demo.steps()) {
            out.println("  # " + step.shows());
            out.println("  " + step.curl(gateway));
        }
        out.println("  # the split, counted");
        out.println("  for i in $(seq 200); do curl -s " + gateway
                + "/v1/chat; done | grep -o '\"version\":\"v[0-9]\"' | sort | uniq -c");
        heading(out, "Change it");
        out.println("  Edit the weights 90 and 10 in the config file and save: the next request follows.");
        out.println("  Break the file instead, and the last good version stays in force; /config says what is wrong.");
        heading(out, "Look inside");
        out.println("  curl -s " + demo.adminUrl() + "/config          version, objects, diagnostics, listeners");
        out.println("  curl -s " + demo.adminUrl() + "/metrics         Istio's metrics, for Prometheus");
        out.println("  curl -s '" + demo.adminUrl() + "/stats?filter=cluster'");
        out.println();
        out.println("Ctrl-C ends the demo.");
        out.flush();
    }

    private static void heading(PrintWriter out, String text) {
        out.println();
        out.println(Ansi.AUTO.string("@|bold " + text + "|@"));
    }
}
