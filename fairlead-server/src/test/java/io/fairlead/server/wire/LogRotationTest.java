package io.fairlead.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
    @TempDir
    Path temp;

    private final AtomicInteger reopened = new AtomicInteger();
    private Path file;
    private LogRotation rotation;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(temp.resolve("access.log"), "line\n");
        rotation = new LogRotation(file, this::reopen);
    }

    private void reopen() {
        reopened.incrementAndGet();
        try {
            Files.writeString(file, "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFileThatGrowsOrShrinksIsLeftAlone() throws IOException {
        Files.writeString(file, "more\n", StandardOpenOption.APPEND);
        rotation.check();
        Files.writeString(file, "");
        rotation.check();

        assertThat(reopened).hasValue(0);
    }

    @Test
    void aFileThatWasMovedAwayIsOpenedUntilItIsThere() throws IOException {
        Files.move(file, temp.resolve("access.log.1"));
        rotation.check();
        rotation.check();
        rotation.check();

        // Once as it was gone, and once as someone else may have made the one that is there now.
        assertThat(reopened).hasValue(2);
        assertThat(file).exists();
    }

    @Test
    void aFileThatWasReplacedIsOpenedAgainOnce() throws IOException {
        Files.move(file, temp.resolve("access.log.1"));
        Files.writeString(file, "");
        rotation.check();
        rotation.check();

        assertThat(reopened).hasValue(1);
    }
}
