package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourcePosition;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One look at files and folders: which files there are and how they look from outside. Follows symbolic links, as
 * Kubernetes' mounted ConfigMaps need it, which swap a link beside the files. For one use.
 */
final class FolderScan {
    private static final int MAX_FOLDER_DEPTH = 32;
    private static final Set<String> SUFFIXES = Set.of(".yaml", ".yml", ".json");

    private final int maxFiles;
    private final Map<Path, Fingerprint> files = new LinkedHashMap<>();
    private final Map<Path, Diagnostic> problems = new TreeMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final Set<Object> visited = new HashSet<>();

    /** What tells that a file has changed. The key is the inode, which a rename changes. */
    record Fingerprint(
            long bytes, FileTime modified, @Nullable Object key) {}

    FolderScan(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    /** Looks at a file, or at a folder with everything below it. */
    void add(Path root) {
        folders.add(nearestFolder(root));
        try {
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                addFolder(root, attributes, 0);
            } else {
                addFile(root, attributes);
            }
        } catch (NoSuchFileException e) {
            problem(root, Code.UNREADABLE, "there is no such file or folder.", "It is looked for again every second.");
        } catch (IOException e) {
            unreadable(root, e);
        }
    }

    /** The files by path, in the order found. */
    Map<Path, Fingerprint> files() {
        return Collections.unmodifiableMap(files);
    }

    /** What could not be looked at, and why; of what is below it nothing is known. */
    Map<Path, Diagnostic> problems() {
        return Collections.unmodifiableMap(problems);
    }

    /** The folders in which something may happen that matters. */
    Set<Path> folders() {
        return Collections.unmodifiableSet(folders);
    }

    private static Path nearestFolder(Path root) {
        Path folder = root.toAbsolutePath();
        Path parent = folder.getParent();
        while (!Files.isDirectory(folder) && parent != null) {
            folder = parent;
            parent = folder.getParent();
        }
        return folder;
    }

    private void addFolder(Path folder, BasicFileAttributes attributes, int depth) {
        Object key = attributes.fileKey();
        if (depth > MAX_FOLDER_DEPTH || (key != null && !visited.add(key))) {
            return; // a link that leads back up, or a folder that was given twice
        }
        folders.add(folder.toAbsolutePath());
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            unreadable(folder, e);
            return;
        }
        Collections.sort(entries);
        for (Path entry : entries) {
            addEntry(entry, depth);
        }
    }

    private void addEntry(Path entry, int depth) {
        String name = String.valueOf(entry.getFileName());
        if (isIgnored(name)) {
            return;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                addFolder(entry, attributes, depth + 1);
            } else if (hasSuffix(name)) {
                addFile(entry, attributes);
            }
        } catch (NoSuchFileException e) {
            // gone since the folder was listed, or a link to nothing: the same as not being there
        } catch (IOException e) {
            if (hasSuffix(name)) {
                unreadable(entry, e);
            }
        }
    }

    /** Hidden files, and what editors leave behind while they save. */
    private static boolean isIgnored(String name) {
        return name.startsWith(".") || name.startsWith("#") || name.endsWith("~");
    }

    private static boolean hasSuffix(String name) {
        int dot = name.lastIndexOf('.');
        return dot >= 0 && SUFFIXES.contains(name.substring(dot).toLowerCase(Locale.ROOT));
    }

    private void addFile(Path file, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            problem(file, Code.UNREADABLE, "it is neither a file nor a folder.", "");
        } else if (files.size() < maxFiles || files.containsKey(file)) {
            files.put(file, new Fingerprint(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
        } else {
            problem(file, Code.LIMIT, "there are more than " + maxFiles + " files; this one is not read.", "");
        }
    }

    private void unreadable(Path path, Exception e) {
        String reason = e instanceof java.nio.file.AccessDeniedException ? "access is denied" : e.toString();
        problem(path, Code.UNREADABLE, "it cannot be read: " + reason + ".", "What was read before is kept.");
    }

    private void problem(Path path, Code code, String message, String advice) {
        problems.put(path, diagnostic(path, code, message, advice));
    }

    static Diagnostic diagnostic(Path path, Code code, String message, String advice) {
        SourcePosition position = new SourcePosition(path.toString(), 0, 0);
        return new Diagnostic(code, Severity.ERROR, null, FieldPath.ROOT, position, message, advice);
    }
}
