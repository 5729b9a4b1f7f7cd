package io.fairlead.server.cli.files;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Files of configuration that are read once. */
public final class ConfigFiles {
    private static final Set<String> SUFFIXES = Set.of(".yaml", ".yml", ".json");
    private static final int MAX_DEPTH = 32;

    private ConfigFiles() {}

    /**
     * What a file holds.
     *
     * @param name the path as the user gave it
     */
    public record Content(String name, ReadResult read) {}

    /**
     * The files that paths mean: a file itself, and of a folder every file of YAML or JSON below it that is not hidden, in
     * alphabetical order.
     *
     * @throws UnreadablePath if there is no such path, or it cannot be looked at
     */
    public static List<Path> find(List<Path> paths) {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new UnreadablePath(path + ": no such file or folder", new NoSuchFileException(path.toString()));
            }
            try (Stream<Path> below = Files.walk(path, MAX_DEPTH, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
                below.filter(file -> file.equals(path) || isWanted(path.relativize(file)))
                        .filter(Files::isRegularFile)
                        .sorted()
                        .forEach(files::add);
            } catch (IOException | java.io.UncheckedIOException e) {
                throw new UnreadablePath(path + ": cannot be read: " + e.getMessage(), e);
            }
        }
        return files;
    }

    private static boolean isWanted(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = relative.toString().toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(name::endsWith);
    }

    /** What files hold, in their order; of one that cannot be read, a finding that says so. */
    public static List<Content> read(List<Path> files, ResourceReader reader) {
        return files.parallelStream().map(file -> read(file, reader)).toList();
    }

    private static Content read(Path file, ResourceReader reader) {
        String name = file.toString();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return new Content(name, reader.read(name, text));
        } catch (CharacterCodingException e) {
            return unreadable(name, Code.SYNTAX, "it is not UTF-8 text.");
        } catch (IOException e) {
            return unreadable(name, Code.UNREADABLE, "it cannot be read: " + e + ".");
        }
    }

    private static Content unreadable(String name, Code code, String message) {
        SourcePosition position = new SourcePosition(name, 0, 0);
        Diagnostic problem = new Diagnostic(code, Severity.ERROR, null, FieldPath.ROOT, position, message, "");
        return new Content(name, new ReadResult(List.of(), List.of(), List.of(), List.of(problem), false));
    }
}
