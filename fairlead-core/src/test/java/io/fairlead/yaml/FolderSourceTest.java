package io.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Gateway;
import io.fairlead.store.StoredResources;
import io.fairlead.yaml.tree.ReadLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    /** Far beyond what anything here takes; only a failing test waits so long. */
    private static final long PATIENCE_SECONDS = 30;

    private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final BlockingQueue<StoredResources> told = new LinkedBlockingQueue<>();
    private final List<FolderSource> started = new ArrayList<>();

    @AfterEach
    void closeSources() {
        started.forEach(FolderSource::close);
    }

    /** Events that the test makes; a look at the files ends before the next event is taken. */
    private static final class TestEvents implements FileEvents {
        private final SynchronousQueue<Boolean> events = new SynchronousQueue<>();
        private final Set<Path> watched = new CopyOnWriteArraySet<>();
        private final List<Duration> waits = new ArrayList<>();

        @Override
        public synchronized boolean watch(Set<Path> folders) {
            watched.retainAll(folders);
            return watched.addAll(folders);
        }

        @Override
        public boolean await(Duration timeout) throws InterruptedException {
            synchronized (waits) {
                waits.add(timeout);
            }
            return events.take();
        }

        /** Lets the waiting source go on: something happened, or the time is over. Returns when it does. */
        void tell(boolean happened) {
            try {
                assertThat(events.offer(happened, PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** Lets one poll interval pass, and waits until the files were looked at. */
        void pollTwice() {
            tell(false);
            tell(false);
        }

        @Override
        public void close() {
            Thread ender = new Thread(() -> {
                try {
                    events.offer(false, PATIENCE_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            ender.setDaemon(true);
            ender.start();
        }
    }

    private static String gateway(String name) {
        return "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: " + name + "}}\n";
    }

    private FolderSource start(FileEvents events, Path... paths) {
        return start(events, FolderOptions.DEFAULT, paths);
    }

    private FolderSource start(FileEvents events, FolderOptions options, Path... paths) {
        FolderSource source = new FolderSource(List.of(paths), options, events, () -> LATER);
        started.add(source);
        source.start(told::add);
        return source;
    }

    private StoredResources next() throws InterruptedException {
        @Nullable StoredResources resources = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(resources).as("what the listener was told").isNotNull();
        return resources;
    }

    private static List<String> names(StoredResources resources) {
        return resources.resources().all(Gateway.class).stream()
                .map(gateway -> gateway.ref().name())
                .toList();
    }

    private static List<Code> codes(StoredResources resources) {
        return resources.diagnostics().stream().map(Diagnostic::code).toList();
    }

    @Test
    void readsEverythingBelowTheFolderBeforeStartReturns() throws IOException {
        Files.createDirectories(folder.resolve("sub/deep"));
        Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        Files.writeString(folder.resolve("sub/b.YML"), gateway("b"));
        Files.writeString(folder.resolve("sub/deep/c.json"), gateway("c"));
        for (String ignored : List.of("d.txt", ".e.yaml", "f.yaml~", "#g.yaml#", ".h.yaml.swp", "yaml")) {
            Files.writeString(folder.resolve(ignored), gateway("ignored"));
        }
        Files.createDirectory(folder.resolve(".hidden"));
        Files.writeString(folder.resolve(".hidden/i.yaml"), gateway("ignored"));

        TestEvents events = new TestEvents();
        FolderSource source = start(events, folder);

        assertThat(told).hasSize(1);
        assertThat(names(source.current())).containsExactly("a", "b", "c");
        assertThat(source.current().diagnostics()).isEmpty();
        assertThat(events.watched).contains(folder, folder.resolve("sub"), folder.resolve("sub/deep"));
    }

    @Test
    void aGivenFileIsReadWhateverItsName() throws IOException {
        Path file = Files.writeString(folder.resolve(".odd"), gateway("a"));
        assertThat(names(start(new TestEvents(), file).current())).containsExactly("a");
    }

    @Test
    void aChangeIsTakenWhenItIsQuietAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        TestEvents events = new TestEvents();
        start(events, folder);
        next();

        Files.writeString(file, gateway("other"));
        events.tell(true);
        events.tell(true);
        assertThat(told).as("still busy").isEmpty();
        events.tell(false);
        assertThat(names(next())).containsExactly("other");
        assertThat(events.waits)
                .startsWith(
                        FolderOptions.DEFAULT.pollInterval(),
                        FolderOptions.DEFAULT.settleTime(),
                        FolderOptions.DEFAULT.settleTime());
    }

    @Test
    void aFolderThatIsNeverQuietIsReadAllTheSame() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        TestEvents events = new TestEvents();
        Duration step = FolderOptions.DEFAULT.maxSettleTime().dividedBy(2).plusMillis(1);
        AtomicReference<Instant> now = new AtomicReference<>(LATER);
        InstantSource clock = () -> now.getAndUpdate(time -> time.plus(step));
        FolderSource source = new FolderSource(List.of(folder), FolderOptions.DEFAULT, events, clock);
        started.add(source);
        source.start(told::add);
        next();

        Files.writeString(folder.resolve("b.yaml"), gateway("b"));
        events.tell(true);
        events.tell(true);
        assertThat(names(next())).containsExactly("a", "b");
    }

    @Test
    void aChangeWithoutAnEventIsFoundByPolling() throws Exception {
        TestEvents events = new TestEvents();
        start(events, folder);
        next();
        Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        events.tell(false);
        assertThat(names(next())).containsExactly("a");
    }

    @Test
    void nothingIsToldWhenNothingChanges() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        TestEvents events = new TestEvents();
        FolderSource source = start(events, folder);
        StoredResources first = next();
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        events.pollTwice();
        assertThat(told).isEmpty();
        assertThat(source.current()).isSameAs(first);
    }

    @Test
    void aFileWrittenTwiceWithinATickIsReadAgain() throws Exception {
        FileTime tick = FileTime.from(LATER);
        Path file = Files.writeString(folder.resolve("a.yaml"), gateway("one"));
        Files.setLastModifiedTime(file, tick);
        TestEvents events = new TestEvents();
        start(events, folder);
        next();
        Files.writeString(file, gateway("two"));
        Files.setLastModifiedTime(file, tick);
        events.tell(false);
        assertThat(names(next())).containsExactly("two");
    }

    @Test
    void aBrokenFileKeepsWhatItHadAndIsReported() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        TestEvents events = new TestEvents();
        start(events, folder);
        next();
        Files.writeString(file, "a: [");
        events.tell(false);
        StoredResources broken = next();
        assertThat(names(broken)).containsExactly("a");
        assertThat(codes(broken)).containsExactly(Code.SYNTAX);

        Files.write(file, new byte[] {'a', (byte) 0xFF});
        events.tell(false);
        StoredResources binary = next();
        assertThat(names(binary)).containsExactly("a");
        assertThat(binary.diagnostics().get(0).message()).contains("UTF-8");

        Files.delete(file);
        events.tell(false);
        StoredResources gone = next();
        assertThat(names(gone)).isEmpty();
        assertThat(gone.diagnostics()).isEmpty();
    }

    @Test
    void aMissingFolderIsReportedAndWaitedFor() throws Exception {
        Path missing = folder.resolve("conf.d");
        TestEvents events = new TestEvents();
        start(events, missing);
        StoredResources first = next();
        assertThat(codes(first)).containsExactly(Code.UNREADABLE);
        assertThat(first.diagnostics().get(0).position()).hasToString(missing.toString());
        assertThat(events.watched).containsExactly(folder);

        Files.createDirectory(missing);
        Files.writeString(missing.resolve("a.yaml"), gateway("a"));
        events.tell(false);
        StoredResources there = next();
        assertThat(names(there)).containsExactly("a");
        assertThat(there.diagnostics()).isEmpty();
    }

    @Test
    void aFolderThatDisappearsKeepsWhatItHad() throws Exception {
        Path conf = Files.createDirectory(folder.resolve("conf.d"));
        Files.writeString(conf.resolve("a.yaml"), gateway("a"));
        TestEvents events = new TestEvents();
        start(events, conf);
        next();
        Files.move(conf, folder.resolve("away"));
        events.tell(false);
        StoredResources away = next();
        assertThat(names(away)).containsExactly("a");
        assertThat(codes(away)).containsExactly(Code.UNREADABLE);

        Files.move(folder.resolve("away"), conf);
        events.tell(false);
        StoredResources back = next();
        assertThat(names(back)).containsExactly("a");
        assertThat(back.diagnostics()).isEmpty();
        assertThat(back.resources().version()).isEqualTo(away.resources().version());
    }

    @Test
    void aMountedConfigMapIsSwappedAtOnce() throws Exception {
        Path one = Files.createDirectory(folder.resolve("..one"));
        Files.writeString(one.resolve("a.yaml"), gateway("a-1"));
        Files.writeString(one.resolve("b.yaml"), gateway("b-1"));
        Path two = Files.createDirectory(folder.resolve("..two"));
        Files.writeString(two.resolve("a.yaml"), gateway("a-2"));
        Files.writeString(two.resolve("b.yaml"), gateway("b-2"));
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
        Files.createSymbolicLink(folder.resolve("b.yaml"), Path.of("..data/b.yaml"));
        TestEvents events = new TestEvents();
        start(events, folder);
        assertThat(names(next())).containsExactly("a-1", "b-1");

        Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..two"));
        Files.move(fresh, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        events.tell(false);
        assertThat(names(next())).containsExactly("a-2", "b-2");
    }

    @Test
    void aLinkThatLeadsBackUpIsFollowedOnce() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(sub.resolve("up"), folder);
        Files.createSymbolicLink(folder.resolve("nowhere.yaml"), Path.of("missing"));
        StoredResources stored = start(new TestEvents(), folder).current();
        assertThat(names(stored)).containsExactly("a");
        assertThat(stored.diagnostics()).isEmpty();
    }

    @Test
    void tooManyAndTooLargeFilesAreReported() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        Files.writeString(folder.resolve("b.yaml"), gateway("b") + "#".repeat(500));
        Files.writeString(folder.resolve("c.yaml"), gateway("c"));
        FolderOptions tight = new FolderOptions(
                Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMillis(1), 2, 300, ReadLimits.DEFAULT);
        StoredResources stored = start(new TestEvents(), tight, folder).current();
        assertThat(names(stored)).containsExactly("a");
        assertThat(codes(stored)).containsExactly(Code.LIMIT, Code.LIMIT);
    }

    @Test
    void aListenerThatThrowsDoesNotEndTheSource() throws Exception {
        TestEvents events = new TestEvents();
        FolderSource source = new FolderSource(List.of(folder), FolderOptions.DEFAULT, events, () -> LATER);
        started.add(source);
        source.start(resources -> {
            told.add(resources);
            if (names(resources).contains("bad")) {
                throw new IllegalStateException("a listener's own mistake");
            }
        });
        next();
        Files.writeString(folder.resolve("a.yaml"), gateway("bad"));
        events.tell(false);
        next();
        Files.writeString(folder.resolve("a.yaml"), gateway("good"));
        events.tell(false);
        assertThat(names(next())).containsExactly("good");
    }

    @Test
    void aSourceStartsOnce() {
        FolderSource source = start(new TestEvents(), folder);
        assertThatThrownBy(() -> source.start(told::add)).isInstanceOf(IllegalStateException.class);
        source.close();
        assertThatThrownBy(() -> source.start(told::add)).hasMessageContaining("CLOSED");
    }

    @Test
    void theSystemsEventsTellOfARename() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), gateway("a"));
        FolderOptions neverPolls = new FolderOptions(
                Duration.ofDays(1), Duration.ofMillis(5), Duration.ofMillis(50), 10, 1_000, ReadLimits.DEFAULT);
        FolderSource source = new FolderSource(List.of(folder), neverPolls);
        started.add(source);
        source.start(told::add);
        next();
        for (int round = 0; round < 5; round++) {
            Path fresh = Files.writeString(folder.resolve(".new"), gateway("a" + round));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(names(next())).containsExactly("a" + round);
        }
        Path sub = Files.createDirectory(folder.resolve("sub"));
        Files.writeString(sub.resolve("b.yaml"), gateway("b"));
        assertThat(names(next())).containsExactly("a4", "b");
        source.close();
        Files.delete(file);
        assertThat(told).isEmpty();
    }
}
