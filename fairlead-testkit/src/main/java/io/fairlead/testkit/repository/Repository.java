package io.fairlead.testkit.repository;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds files of the repository, from whichever module a test runs in. */
public final class Repository {
    private static final String MARK = "fairlead-core";

    private Repository() {}

    /** The absolute path of the folder that holds the modules. */
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(MARK))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new IllegalStateException("no folder above " + Path.of("").toAbsolutePath() + " has " + MARK);
            }
            folder = parent;
        }
        return folder;
    }
}
