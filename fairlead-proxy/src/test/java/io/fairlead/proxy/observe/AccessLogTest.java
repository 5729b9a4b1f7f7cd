package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.testkit.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final AccessLogOptions.Format CODE = AccessLogOptions.Format.text("%RESPONSE_CODE%");

    @TempDir
    private Path folder;

    @Test
    void linesOfAllLoopsAreAppendedToTheFile() throws IOException {
        Path file = folder.resolve("access.log");
        Files.writeString(file, "before\n");

        try (AccessLog log = AccessLog.open(new AccessLogOptions(CODE, file), CommandContext.EMPTY, 2)) {
            log.loop(0).log(Requests.ended(200, 1));
            log.loop(1).log(Requests.ended(503, 1));
            assertThat(log.loop(0).isEnabled()).isTrue();
        }

        assertThat(Files.readAllLines(file)).containsExactlyInAnyOrder("before", "200", "503");
    }

    @Test
    void afterARotationLinesGoToTheNewFile() throws IOException {
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");

        try (AccessLog log = AccessLog.open(new AccessLogOptions(CODE, file), CommandContext.EMPTY, 1)) {
            log.loop(0).log(Requests.ended(200, 1));
            await(() -> Files.size(file) > 0);
            Files.move(file, rotated);
            log.reopen();
            await(() -> Files.exists(file));
            log.loop(0).log(Requests.ended(503, 1));
        }

        assertThat(Files.readAllLines(rotated)).containsExactly("200");
        assertThat(Files.readAllLines(file)).containsExactly("503");
    }

    @Test
    void aFileThatCannotBeOpenedAgainLeavesTheOldOneInUse() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("logs"));
        Path file = inner.resolve("access.log");
        Path moved = folder.resolve("moved");

        try (AccessLog log = AccessLog.open(new AccessLogOptions(CODE, file), CommandContext.EMPTY, 1)) {
            Files.move(inner, moved);
            log.reopen();
            await(() -> log.writeFailures() > 0);
            log.loop(0).log(Requests.ended(200, 1));
        }

        assertThat(Files.readAllLines(moved.resolve("access.log"))).containsExactly("200");
    }

    @Test
    void aFullBufferDropsLinesAndNeverBlocks() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int b) {
                throw new AssertionError("only whole arrays are written");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                try {
                    reading.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                written.write(bytes, from, length);
            }
        };
        AccessLogOptions options = new AccessLogOptions(CODE, null, 4096);

        AccessLog log = AccessLog.open(options, CommandContext.EMPTY, 1, slow);
        for (int i = 0; i < 3_000; i++) {
            log.loop(0).log(Requests.ended(200, 1));
        }
        long dropped = log.linesDropped();
        reading.countDown();
        log.close();

        assertThat(dropped).isBetween(3_000L - 4096 / 4 - 4096 / 4, 3_000L - 4096 / 4);
        assertThat(log.linesAccepted()).isEqualTo(3_000 - dropped);
        assertThat(written.size()).isEqualTo(4 * log.linesAccepted());
    }

    @Test
    void aFailingTargetIsCountedAndUsedAgainWhenItRecovers() throws IOException {
        AtomicInteger failures = new AtomicInteger(1);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OutputStream target = new OutputStream() {
            @Override
            public void write(int b) {
                written.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                if (failures.getAndDecrement() > 0) {
                    throw new IOException("disk full");
                }
                written.write(bytes, from, length);
            }
        };

        try (AccessLog log = AccessLog.open(new AccessLogOptions(CODE, null), CommandContext.EMPTY, 1, target)) {
            log.loop(0).log(Requests.ended(200, 1));
            await(() -> log.writeFailures() == 1);
            log.loop(0).log(Requests.ended(503, 1));
        }

        assertThat(written).hasToString("503\n");
    }

    @Test
    void aClosedLogDropsLines() throws IOException {
        AccessLog log = AccessLog.open(
                new AccessLogOptions(CODE, null), CommandContext.EMPTY, 1, OutputStream.nullOutputStream());
        log.close();
        log.loop(0).log(Requests.ended(200, 1));

        assertThat(log.linesDropped()).isEqualTo(1);
        assertThat(log.linesAccepted()).isZero();
    }

    @Test
    void offLogsNothing() {
        AccessLog.OFF.loop(3).log(Requests.forwarded());
        AccessLog.OFF.reopen();
        AccessLog.OFF.close();

        assertThat(AccessLog.OFF.loop(0).isEnabled()).isFalse();
        assertThat(AccessLog.OFF.linesAccepted() + AccessLog.OFF.linesDropped()).isZero();
    }

    @Test
    void aFileThatCannotBeOpenedIsAnError() {
        assertThatThrownBy(() -> AccessLog.open(new AccessLogOptions(CODE, folder), CommandContext.EMPTY, 1))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> new AccessLogOptions(CODE, null, 5000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5000");
    }

    /** What must become true. */
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!condition.holds()) {
            assertThat(deadline.isOver()).as("waited for too long").isFalse();
            Thread.onSpinWait();
        }
    }
}
