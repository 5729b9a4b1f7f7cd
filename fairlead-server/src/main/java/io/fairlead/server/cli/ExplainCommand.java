package io.fairlead.server.cli;

import io.fairlead.routing.Listener;
import io.fairlead.server.cli.files.LoadedConfig;
import io.fairlead.server.explain.ExplanationWriter;
import io.fairlead.server.explain.WrittenRequest;
import io.fairlead.simulate.Explanation;
import io.fairlead.simulate.Simulator;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code fairlead explain}: which route a request takes, and why not the others. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Tells which route a request takes, which routes it passes over and which condition failed, and "
                + "where it goes. Exit code: 0 explained, 1 no listener takes the request, 2 could not run.")
final class ExplainCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--config",
            required = true,
            paramLabel = "PATH",
            description = "Files and folders (*.yaml, *.yml, *.json); may be given several times.")
    private List<Path> config = new ArrayList<>();

    @Parameters(paramLabel = "REQUEST", description = "For example 'GET http://app.test/path?q=1'.")
    private String request = "";

    @Option(names = "-H", paramLabel = "'NAME: VALUE'", description = "A header; may be given several times.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the explanation. Default: ${DEFAULT-VALUE}.")
    private AnalyzeCommand.Output output = AnalyzeCommand.Output.TEXT;

    @Mixin
    private RoutingOptions routing = new RoutingOptions();

    @Override
    public Integer call() {
        WrittenRequest written;
        LoadedConfig loaded;
        try {
            written = WrittenRequest.of(request, headers);
            loaded = routing.load(config);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        spec.commandLine().getErr().print(RoutingOptions.errors(loaded));
        spec.commandLine().getErr().flush();
        PrintWriter out = spec.commandLine().getOut();
        Optional<Listener> listener = routing.listener(loaded.snapshot(), written);
        if (listener.isEmpty()) {
            spec.commandLine().getErr().println("no listener takes the request; name the port of a Gateway in the URL");
            return 1;
        }
        Explanation explanation = Simulator.explain(loaded.snapshot(), listener.get(), written.request());
        ExplanationWriter writer = new ExplanationWriter(loaded.resources());
        if (output == AnalyzeCommand.Output.JSON) {
            out.println(writer.json(explanation).toPrettyString());
        } else {
            out.print(writer.text(explanation));
            out.flush();
        }
        return 0;
    }
}
