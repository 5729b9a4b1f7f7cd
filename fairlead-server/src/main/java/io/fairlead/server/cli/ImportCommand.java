package io.fairlead.server.cli;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.Resource;
import io.fairlead.rollout.convert.Conversions;
import io.fairlead.rollout.convert.Converted;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code fairlead import}: Rollouts from what Flagger and Argo Rollouts are given. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Prints a Rollout for each Canary of Flagger and each Rollout of Argo Rollouts in files, with their metric and"
                    + " analysis templates. What differs is printed as comments above it.",
            "Exit codes: 0 done, 1 nothing to import was found, 2 a file could not be read."
        })
final class ImportCommand implements Callable<Integer> {
    private static final int EXIT_NOTHING = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "YAML or JSON files.")
    private List<Path> files = new ArrayList<>();

    @Override
    public Integer call() {
        ResourceReader reader = new ResourceReader(ReadLimits.DEFAULT, Conversions.kinds());
        List<PlainObject> objects = new ArrayList<>();
        List<Resource<DestinationRule>> rules = new ArrayList<>();
        for (Path file : files) {
            ReadResult read = reader.read(file.toString(), text(file));
            read.diagnostics().stream()
                    .filter(Diagnostic::isError)
                    .forEach(problem -> spec.commandLine().getErr().println(problem));
            objects.addAll(read.plain());
            for (Resource<?> resource : read.resources()) {
                if (resource.spec() instanceof DestinationRule rule) {
                    rules.add(new Resource<>(
                            resource.ref(), resource.apiVersion(), resource.metadata(), rule, resource.source()));
                }
            }
        }
        List<Converted> converted = Conversions.of(objects, rules);
        for (Converted each : converted) {
            spec.commandLine().getOut().println("---\n# From " + each.name() + ". What differs:");
            each.report().forEach(line -> spec.commandLine().getOut().println("# - " + line));
            spec.commandLine().getOut().print(each.yaml());
        }
        spec.commandLine().getOut().flush();
        if (converted.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("fairlead import: there is no Canary and no Rollout of Argo in the files");
            return EXIT_NOTHING;
        }
        return 0;
    }

    private String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + ": cannot be read (" + e + ")", e);
        }
    }
}
