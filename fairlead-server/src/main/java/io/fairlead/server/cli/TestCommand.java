package io.fairlead.server.cli;

import io.fairlead.server.cli.files.LoadedConfig;
import io.fairlead.server.routingtest.JUnitReport;
import io.fairlead.server.routingtest.RoutingTestFile;
import io.fairlead.server.routingtest.RoutingTestRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fairlead test}: users' own tests of their routing. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Runs routing tests: requests and what should become of them. Exit code: 0 all passed, 1 some "
                + "failed, 2 could not run.")
final class TestCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of kind RoutingTest.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--junit", paramLabel = "FILE", description = "Where a report in JUnit's XML form is written.")
    private @Nullable Path junit;

    @Override
    public Integer call() {
        JUnitReport report = new JUnitReport();
        int failed = 0;
        int passed = 0;
        for (Path file : files) {
            List<RoutingTestRun.Result> results = run(file);
            report.add(file.toString(), results);
            for (RoutingTestRun.Result result : results) {
                print(result);
                passed += result.isPassed() ? 1 : 0;
                failed += result.isPassed() ? 0 : 1;
            }
        }
        spec.commandLine().getOut().println(passed + " passed, " + failed + " failed");
        if (junit != null) {
            write(junit, report.xml());
        }
        return failed == 0 ? 0 : 1;
    }

    private List<RoutingTestRun.Result> run(Path path) {
        RoutingTestFile file;
        LoadedConfig config;
        try {
            file = RoutingTestFile.read(path.toString(), Files.readString(path));
            List<Path> paths = file.config().stream()
                    .map(each -> path.toAbsolutePath()
                            .normalize()
                            .resolveSibling(each)
                            .normalize())
                    .toList();
            config = RoutingOptions.of(file.namespace(), file.labels(), file.mesh())
                    .load(paths);
        } catch (IOException e) {
            throw new StartFailure(path + ": cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        spec.commandLine().getErr().print(RoutingOptions.errors(config));
        spec.commandLine().getErr().flush();
        RoutingTestRun run = new RoutingTestRun(config.resources(), config.snapshot());
        return file.cases().stream().map(test -> run.run(test, file.mesh())).toList();
    }

    private void print(RoutingTestRun.Result result) {
        PrintWriter out = spec.commandLine().getOut();
        if (result.isPassed()) {
            out.println("passed  " + result.test().name());
            return;
        }
        out.println("FAILED  " + result.test().name() + " (" + result.test().position() + ")");
        result.failures().forEach(failure -> out.println("        " + failure));
        result.explanation().lines().forEach(line -> out.println("        | " + line));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StartFailure("--junit: cannot write " + file + ": " + e, e);
        }
    }
}
