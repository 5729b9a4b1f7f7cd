package io.fairlead.server.cli;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.base.Finding;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.server.cli.files.AnalysisInput;
import io.fairlead.server.cli.files.ConfigFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead analyze}: what {@code istioctl analyze} finds in files, and more. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Checks Istio resources against each other, with the codes of istioctl analyze and some of its "
                + "own. Exit code: 0 nothing found but information, 1 findings, 2 could not run.")
final class AnalyzeCommand implements Callable<Integer> {
    private static final int FOUND = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders (*.yaml, *.yml, *.json).")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Form of the findings. Default: ${DEFAULT-VALUE}.")
    private Output output = Output.TEXT;

    @Option(
            names = "--view",
            paramLabel = "full|offline",
            defaultValue = "full",
            description =
                    "full: Services, Pods, Namespaces, Nodes and Secrets in the files count; offline: only Istio's "
                            + "own objects, as with istioctl analyze --use-kube=false. Default: ${DEFAULT-VALUE}.")
    private ConfigAnalysis.View view = ConfigAnalysis.View.FULL;

    @Option(
            names = "--checks",
            paramLabel = "istio|fairlead|all",
            description = "Whose checks are made. Default: all; with --output json, istio, so that the list is the one "
                    + "that istioctl analyze gives.")
    private ConfigAnalysis.@Nullable Checks checks;

    /** The forms of output. */
    enum Output {
        /** One line for each finding. */
        TEXT,
        /** A JSON list. */
        JSON
    }

    @Override
    public Integer call() {
        List<ConfigFiles.Content> contents = ConfigFiles.read(ConfigFiles.find(paths), AnalysisInput.reader());
        boolean unreadable = reportUnreadable(contents);
        ConfigAnalysis.Checks wanted = output == Output.JSON ? ConfigAnalysis.Checks.ISTIO : ConfigAnalysis.Checks.ALL;
        List<Finding> findings = ConfigAnalysis.analyze(
                AnalysisInput.of(contents), view, checks == null ? wanted : checks, InstantSource.system());
        PrintWriter out = spec.commandLine().getOut();
        if (output == Output.JSON) {
            out.println(FindingWriter.json(findings));
        } else {
            findings.forEach(finding -> out.println(FindingWriter.text(finding)));
            out.println(FindingWriter.summary(findings));
        }
        boolean bad = findings.stream().anyMatch(finding -> finding.code().severity() != Severity.INFO);
        return bad || unreadable ? FOUND : 0;
    }

    /** Prints what could not be read, and tells whether there was any. */
    private boolean reportUnreadable(List<ConfigFiles.Content> contents) {
        List<Diagnostic> problems = contents.stream()
                .flatMap(content -> content.read().diagnostics().stream())
                .filter(Diagnostic::isError)
                .toList();
        problems.forEach(problem -> spec.commandLine().getErr().println(problem));
        return !problems.isEmpty();
    }
}
