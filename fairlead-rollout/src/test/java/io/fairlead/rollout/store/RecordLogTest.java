package io.fairlead.rollout.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
    @TempDir
    Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> all(RecordLog log) {
        List<String> texts = new ArrayList<>();
        log.snapshot().forEach(record -> texts.add(new String(record, StandardCharsets.UTF_8)));
        log.records().forEach(record -> texts.add(new String(record, StandardCharsets.UTF_8)));
        return texts;
    }

    @Test
    void recordsAreThereAgain() throws IOException {
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            log.append(bytes("one"));
            log.append(bytes(""));
            log.append(bytes("three"));
        }
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            assertThat(all(log)).containsExactly("one", "", "three");
            log.replace(List.of(bytes("all")));
            log.append(bytes("four"));
        }
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            assertThat(all(log)).containsExactly("all", "four");
        }
    }

    @Test
    void aFolderHasOneUser() throws IOException {
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            assertThatThrownBy(() -> new FolderDisk(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThat(all(log)).isEmpty();
        }
    }

    @Test
    void aDamagedEndIsCutOff() throws IOException {
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            log.append(bytes("one"));
            log.append(bytes("two"));
        }
        Path file = folder.resolve("log-0");
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            assertThat(all(log)).containsExactly("one");
            log.append(bytes("three"));
        }
        Files.write(file, new byte[] {0, 0, 1}, StandardOpenOption.APPEND);
        try (RecordLog log = new RecordLog(new FolderDisk(folder))) {
            assertThat(all(log)).containsExactly("one", "three");
        }
    }

    /** Loses power before every single operation of a history with snapshots; what was acknowledged is there, in order. */
    @Test
    void powerMayBeLostAtAnyOperation() throws IOException {
        MemoryDisk whole = new MemoryDisk();
        assertThat(write(whole)).isEqualTo(40);
        long operations = whole.operations();
        SplittableRandom random = new SplittableRandom(9);
        for (long at = 0; at < operations; at++) {
            MemoryDisk disk = new MemoryDisk();
            disk.losePowerAfter(at);
            int acknowledged = write(disk);
            RecordLog found = new RecordLog(disk.afterPowerLoss(random));
            List<String> texts = all(found);

            assertThat(texts.size()).as("at %d", at).isBetween(acknowledged, acknowledged + 1);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(texts.get(i)).isEqualTo("record " + i);
            }
            found.append(bytes("next"));
            assertThat(found.logBytes()).isPositive();
        }
    }

    /** Writes forty records, with a snapshot after each seventh; how many were acknowledged before the power went. */
    private static int write(MemoryDisk disk) {
        int acknowledged = 0;
        try {
            RecordLog log = new RecordLog(disk);
            List<byte[]> written = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                byte[] record = bytes("record " + i);
                log.append(record);
                acknowledged++;
                written.add(record);
                if (i % 7 == 6) {
                    log.replace(written);
                }
            }
        } catch (IOException e) {
            assertThat(e).isInstanceOf(MemoryDisk.PowerLoss.class);
        }
        return acknowledged;
    }
}
