package io.fairlead.server.cli;

import io.fairlead.gate.FileValidator;
import io.fairlead.gate.FileVerdict;
import io.fairlead.gate.Gate;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code fairlead validate}: whether a cluster would take what files hold. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Says whether a cluster with Istio would take the objects in files: Istio's own rules, and what the API server"
                    + " knows of their kinds.",
            "Exit codes: 0 everything is valid, 1 something is not, 2 a file could not be read."
        })
final class ValidateCommand implements Callable<Integer> {
    private static final String STDIN = "-";
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");
    private static final int EXIT_INVALID = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Files, folders (all *.yaml, *.yml and *.json below), or - for standard input.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "A file with one path a line; prints a line 'path<TAB>valid|invalid' for each.")
    private @Nullable Path list;

    @Option(
            names = "--against",
            paramLabel = "GATE",
            defaultValue = "BOTH",
            description =
                    "Whose verdict counts: istio (as istioctl validate says), crd (as the API server says) or both."
                            + " Default: both.")
    private Against against = Against.BOTH;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text or json. Default: text.")
    private Output output = Output.TEXT;

    /** Whose verdict counts. */
    enum Against {
        ISTIO,
        CRD,
        BOTH;

        private Set<Gate> gates() {
            return switch (this) {
                case ISTIO -> EnumSet.of(Gate.ISTIO);
                case CRD -> EnumSet.of(Gate.CRD);
                case BOTH -> EnumSet.allOf(Gate.class);
            };
        }
    }

    /** How the answer is printed. */
    enum Output {
        TEXT,
        JSON
    }

    @Override
    public Integer call() throws IOException {
        if ((list == null) == paths.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either files or --list");
        }
        List<String> files = list == null ? expand(paths) : listed(list);
        PrintWriter out = spec.commandLine().getOut();
        VerdictWriter writer = output == Output.JSON
                ? new JsonVerdicts(out)
                : list == null ? new TextVerdicts(out) : new VerdictLines(out);
        FileValidator validator = new FileValidator(against.gates());
        int exit = 0;
        for (String file : files) {
            byte[] content = read(file);
            exit = Math.max(exit, content == null ? Fairlead.EXIT_USAGE : 0);
            FileVerdict verdict = content == null
                    ? validator.unreadable(file, "it cannot be read.")
                    : validate(validator, file, content);
            exit = Math.max(exit, verdict.isValid() ? 0 : EXIT_INVALID);
            writer.write(verdict);
        }
        writer.end();
        return exit;
    }

    private static FileVerdict validate(FileValidator validator, String file, byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return validator.validate(file.equals(STDIN) ? "<stdin>" : file, text);
        } catch (CharacterCodingException e) {
            return validator.unreadable(file, "it is not UTF-8 text.");
        }
    }

    /** The content of a file; null if it cannot be read, which was then told. */
    private byte @Nullable [] read(String file) {
        try {
            return file.equals(STDIN) ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException | OutOfMemoryError e) {
            spec.commandLine().getErr().println(file + ": " + e);
            return null;
        }
    }

    private static List<String> listed(Path list) {
        try {
            return Files.readAllLines(list).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new StartFailure("--list: cannot read " + list + ": " + e, e);
        }
    }

    private static List<String> expand(List<String> paths) {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            if (path.equals(STDIN) || !Files.isDirectory(Path.of(path))) {
                files.add(path);
                continue;
            }
            try (Stream<Path> below = Files.walk(Path.of(path))) {
                below.filter(file -> Files.isRegularFile(file) && hasEnding(file.toString()))
                        .map(Path::toString)
                        .sorted()
                        .forEach(files::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                throw new StartFailure("cannot look into " + path + ": " + e, e);
            }
        }
        return files;
    }

    private static boolean hasEnding(String file) {
        return ENDINGS.stream().anyMatch(file::endsWith);
    }
}
