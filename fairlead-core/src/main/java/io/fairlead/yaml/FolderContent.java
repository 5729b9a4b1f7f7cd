package io.fairlead.yaml;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.Bytes;
import io.fairlead.store.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the files of a scan hold; reads only those that look changed. For one thread. */
final class FolderContent {
    /**
     * A file that was written so shortly before it was read may be written again within the tick of the file system's
     * clock, and then looks the same. It is read once more.
     */
    private static final Duration CLOCK_TICK = Duration.ofMillis(100);

    private final ResourceReader reader;
    private final long maxFileBytes;
    private Map<Path, Entry> entries = new HashMap<>();

    /** A file as it was read last. */
    private record Entry(
            FolderScan.Fingerprint fingerprint, Bytes digest, SourceFile content, Trust trust, DocumentMemory memory) {}

    /** Whether a file that looks as before is as before. */
    private enum Trust {
        SETTLED,
        FRESH
    }

    FolderContent(FolderOptions options) {
        this.reader = new ResourceReader(options.limits());
        this.maxFileBytes = options.maxFileBytes();
    }

    /** The content of all files, and of those that were there before and cannot be looked at now. */
    List<SourceFile> read(FolderScan scan, Instant now) {
        Map<Path, Entry> next = new HashMap<>();
        List<SourceFile> files = new ArrayList<>();
        scan.files().forEach((path, fingerprint) -> {
            Entry entry = read(path, fingerprint, now);
            if (entry != null) {
                next.put(path, entry);
                files.add(entry.content());
            }
        });
        scan.problems().forEach((path, problem) -> files.add(SourceFile.unreadable(path.toString(), problem)));
        entries.forEach((path, entry) -> {
            if (!next.containsKey(path) && isUnknown(path, scan)) {
                next.put(path, entry);
                if (!scan.problems().containsKey(path)) {
                    files.add(unknown(path, List.of()));
                }
            }
        });
        entries = next;
        return files;
    }

    /** Whether a file lies below something that could not be looked at, and so may still be there. */
    private static boolean isUnknown(Path file, FolderScan scan) {
        return scan.problems().keySet().stream().anyMatch(file::startsWith);
    }

    private static SourceFile unknown(Path path, List<Diagnostic> diagnostics) {
        return new SourceFile(path.toString(), List.of(), List.of(), diagnostics, SourceFile.State.UNREADABLE);
    }

    /** The file as it is now, null if it is gone. */
    private @Nullable Entry read(Path path, FolderScan.Fingerprint fingerprint, Instant now) {
        Entry before = entries.get(path);
        boolean looksSame = before != null && before.fingerprint().equals(fingerprint);
        if (before != null && looksSame && before.trust() == Trust.SETTLED) {
            return before;
        }
        boolean settled = fingerprint.modified().toInstant().plus(CLOCK_TICK).isBefore(now);
        Trust trust = settled ? Trust.SETTLED : Trust.FRESH;
        DocumentMemory memory = before == null ? new DocumentMemory() : before.memory();
        if (fingerprint.bytes() > maxFileBytes) {
            return new Entry(fingerprint, Bytes.EMPTY, tooLarge(path, fingerprint.bytes()), trust, memory);
        }
        try {
            byte[] bytes = readAtMost(path, maxFileBytes + 1);
            if (bytes.length > maxFileBytes) {
                return new Entry(fingerprint, Bytes.EMPTY, tooLarge(path, bytes.length), Trust.FRESH, memory);
            }
            Bytes digest = digest(bytes);
            boolean same = before != null && digest.equals(before.digest());
            SourceFile content = before != null && same ? before.content() : parse(path, bytes, memory);
            return new Entry(fingerprint, digest, content, trust, memory);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            Diagnostic problem = FolderScan.diagnostic(
                    path, Code.UNREADABLE, "it cannot be read: " + e + ".", "What was read before is kept.");
            return new Entry(fingerprint, Bytes.EMPTY, unknown(path, List.of(problem)), Trust.FRESH, memory);
        }
    }

    private static byte[] readAtMost(Path path, long maxBytes) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes((int) Math.min(maxBytes, Integer.MAX_VALUE - 8));
        }
    }

    private SourceFile tooLarge(Path path, long bytes) {
        return SourceFile.unreadable(
                path.toString(),
                FolderScan.diagnostic(
                        path,
                        Code.LIMIT,
                        "it has " + bytes + " bytes, more than " + maxFileBytes + ".",
                        "Split it; what was read before is kept."));
    }

    private SourceFile parse(Path path, byte[] bytes, DocumentMemory memory) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return SourceFile.unreadable(
                    path.toString(), FolderScan.diagnostic(path, Code.SYNTAX, "it is not UTF-8 text.", ""));
        }
        ReadResult result = reader.read(path.toString(), text, memory);
        return new SourceFile(
                path.toString(),
                result.resources(),
                result.damaged(),
                result.diagnostics(),
                result.complete() ? SourceFile.State.COMPLETE : SourceFile.State.UNREADABLE);
    }

    private static Bytes digest(byte[] bytes) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
