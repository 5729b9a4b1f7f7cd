package io.fairlead.server.cli;

import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.server.admin.RecordTree;
import io.fairlead.server.cli.files.LoadedConfig;
import io.fairlead.simulate.diff.RoutingComparison;
import io.fairlead.simulate.diff.RoutingDiff;
import io.fairlead.store.ResourceSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code fairlead diff}: which requests two configurations treat differently. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description =
                "Tells which requests two configurations treat differently, each class with an example. Exit code: 0 "
                        + "no request, proved; 1 there are changes; 2 could not run; 3 no change was found, but that there is none is "
                        + "not proved.")
final class DiffCommand implements Callable<Integer> {
    private static final int CHANGED = 1;
    private static final int NOT_PROVED = 3;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--config",
            required = true,
            paramLabel = "PATH",
            description = "A file or folder: given twice, first the old configuration, then the new one.")
    private List<Path> config = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the answer. Default: ${DEFAULT-VALUE}.")
    private AnalyzeCommand.Output output = AnalyzeCommand.Output.TEXT;

    @Mixin
    private RoutingOptions routing = new RoutingOptions();

    @Override
    public Integer call() {
        if (config.size() != 2) {
            throw new ParameterException(spec.commandLine(), "--config must be given twice, not " + config.size());
        }
        LoadedConfig before = load(config.get(0));
        LoadedConfig after = load(config.get(1));
        RoutingDiff diff = RoutingComparison.compare(before.snapshot(), after.snapshot());
        PrintWriter out = spec.commandLine().getOut();
        if (output == AnalyzeCommand.Output.JSON) {
            out.println(json(diff, before.resources(), after.resources()).toPrettyString());
        } else {
            out.print(text(diff, before.resources(), after.resources()));
            out.flush();
        }
        if (!diff.changes().isEmpty()) {
            return CHANGED;
        }
        return diff.isProvedEqual() ? 0 : NOT_PROVED;
    }

    private LoadedConfig load(Path path) {
        try {
            LoadedConfig loaded = routing.load(List.of(path));
            spec.commandLine().getErr().print(RoutingOptions.errors(loaded));
            spec.commandLine().getErr().flush();
            return loaded;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(RoutingDiff diff, ResourceSet before, ResourceSet after) {
        StringBuilder text = new StringBuilder();
        for (RoutingDiff.Change change : diff.changes()) {
            text.append(aspects(change)).append(" changes at ").append(change.address());
            text.append(", for example ").append(change.example().commandLine());
            text.append("\n  before: ").append(route(change.before(), before));
            text.append("\n  after:  ").append(route(change.after(), after)).append('\n');
        }
        if (diff.isProvedEqual()) {
            return text.append("no request changes (proved)\n").toString();
        }
        boolean proved = diff.certainty() == RoutingDiff.Certainty.PROVED;
        return text.append(diff.changes().size())
                .append(diff.changes().size() == 1 ? " class of requests changes" : " classes of requests change")
                .append(proved ? "; no others (proved)\n" : "; that there are no others is not proved\n")
                .toString();
    }

    private static String aspects(RoutingDiff.Change change) {
        return String.join(
                ", ",
                change.aspects().stream()
                        .sorted()
                        .map(aspect -> aspect.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static String route(@Nullable RouteEntry route, ResourceSet resources) {
        if (route == null) {
            return "no route";
        }
        String name = route.name().isEmpty() ? "" : "\"" + route.name() + "\" ";
        RouteEntry.Origin origin = route.origin();
        String from = origin == null ? "the service's own route" : origin.resource() + " " + place(origin, resources);
        return name + from + " -> " + target(route);
    }

    private static String place(RouteEntry.Origin origin, ResourceSet resources) {
        var resource = resources.get(origin.resource());
        return resource == null ? "" : resource.position(origin.path()).toString();
    }

    private static String target(RouteEntry route) {
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            return RecordTree.of(route.action()).toString();
        }
        return String.join(
                ", ",
                forward.destinations().stream()
                        .map(destination -> destination.weight() + " " + destination.cluster())
                        .toList());
    }

    private static ObjectNode json(RoutingDiff diff, ResourceSet before, ResourceSet after) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("proved", diff.certainty() == RoutingDiff.Certainty.PROVED);
        ArrayNode changes = root.putArray("changes");
        for (RoutingDiff.Change change : diff.changes()) {
            ObjectNode node = changes.addObject();
            node.put("listener", change.address());
            node.put("aspects", aspects(change));
            node.put("example", change.example().commandLine());
            node.set("request", RecordTree.of(change.example()));
            node.put("before", route(change.before(), before));
            node.put("after", route(change.after(), after));
        }
        return root;
    }
}
