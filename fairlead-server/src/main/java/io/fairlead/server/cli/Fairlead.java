package io.fairlead.server.cli;

import io.fairlead.server.cli.files.UnreadablePath;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code fairlead}. Exit codes: 0 done, 1 failed while running, 2 could not run as asked. */
@Command(
        name = "fairlead",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Routes HTTP traffic by Istio's own API, from a folder of YAML, in one process.",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            ValidateCommand.class,
            AnalyzeCommand.class,
            RolloutCommand.class,
            ImportCommand.class,
            ExplainCommand.class,
            TestCommand.class,
            DiffCommand.class
        })
public final class Fairlead implements Runnable {
    /** What could not be run as asked: a flag, a path or an address is wrong. */
    static final int EXIT_USAGE = 2;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Fairlead() {}

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute; output goes where its writers are set to. */
    static CommandLine commandLine() {
        IParameterExceptionHandler usage = Fairlead::explainUsage;
        IExecutionExceptionHandler failure = Fairlead::explainFailure;
        return new CommandLine(new Fairlead())
                .setParameterExceptionHandler(usage)
                .setExecutionExceptionHandler(failure)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is needed: run, demo, validate, analyze, rollout, import, explain, test or diff");
    }

    private static int explainUsage(ParameterException problem, String[] args) {
        CommandLine command = problem.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + problem.getMessage());
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try '" + name + " --help'.");
        return EXIT_USAGE;
    }

    private static int explainFailure(Exception problem, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (problem instanceof StartFailure || problem instanceof UnreadablePath) {
            command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + problem.getMessage());
            return EXIT_USAGE;
        }
        throw problem;
    }
}
