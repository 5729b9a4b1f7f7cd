package io.fairlead.rollout.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records on disk, each written whole or not at all.
 *
 * <p>A generation is a snapshot, {@code snapshot-N}, and a log of the records since, {@code log-N}. A record is its length, the
 * CRC-32C of length and content, and the content; it counts once it is synced. At the first record that is cut off or damaged
 * the log ends: a crash can only leave such a record at the end, and what was never synced was never acted on.
 *
 * <p>A new snapshot is written under another name, synced, and renamed, which is when it counts; the log and the snapshot
 * before it are deleted after that. So at every moment there is one newest whole generation. Not thread-safe.
 */
final class RecordLog implements AutoCloseable {
    /** Longer records are refused, and lengths above it are damage. */
    static final int MAX_RECORD_BYTES = 16 << 20;

    private static final int HEAD_BYTES = 8;
    private static final String SNAPSHOT = "snapshot-";
    private static final String LOG = "log-";
    private static final String UNFINISHED = "snapshot.new";

    private final Disk disk;
    private long generation;
    private List<byte[]> snapshot = List.of();
    private final List<byte[]> records = new ArrayList<>();
    private long logBytes;

    /** Reads what is there, and mends the end of the log. */
    RecordLog(Disk disk) throws IOException {
        this.disk = disk;
        List<String> files = disk.list();
        generation = newest(files);
        if (files.contains(SNAPSHOT + generation)) {
            snapshot = List.copyOf(split(disk.read(SNAPSHOT + generation)).records());
        }
        if (files.contains(LOG + generation)) {
            byte[] content = disk.read(LOG + generation);
            Split split = split(content);
            records.addAll(split.records());
            logBytes = split.bytes();
            if (split.bytes() < content.length) {
                disk.truncate(LOG + generation, split.bytes());
            }
        }
        deleteOthers(files);
    }

    private static long newest(List<String> files) {
        long newest = 0;
        for (String file : files) {
            if (file.startsWith(SNAPSHOT)) {
                newest = Math.max(newest, Long.parseLong(file.substring(SNAPSHOT.length())));
            }
        }
        return newest;
    }

    private void deleteOthers(List<String> files) throws IOException {
        for (String file : files) {
            boolean ours = file.startsWith(SNAPSHOT) || file.startsWith(LOG) || file.equals(UNFINISHED);
            if (ours && !file.equals(SNAPSHOT + generation) && !file.equals(LOG + generation)) {
                disk.delete(file);
            }
        }
    }

    /** The records of a file up to the first that is not whole. */
    private record Split(List<byte[]> records, long bytes) {}

    private static Split split(byte[] content) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(content);
        int whole = 0;
        while (buffer.remaining() >= HEAD_BYTES) {
            int length = buffer.getInt();
            int sum = buffer.getInt();
            if (length < 0 || length > MAX_RECORD_BYTES || length > buffer.remaining()) {
                break;
            }
            byte[] record = Arrays.copyOfRange(content, buffer.position(), buffer.position() + length);
            if (sum != checksum(record)) {
                break;
            }
            records.add(record);
            buffer.position(buffer.position() + length);
            whole = buffer.position();
        }
        return new Split(records, whole);
    }

    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(record.length).flip());
        crc.update(record);
        return (int) crc.getValue();
    }

    private static byte[] framed(List<byte[]> records) {
        int size = 0;
        for (byte[] record : records) {
            if (record.length > MAX_RECORD_BYTES) {
                throw new IllegalArgumentException("a record of " + record.length + " bytes");
            }
            size += HEAD_BYTES + record.length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] record : records) {
            buffer.putInt(record.length).putInt(checksum(record)).put(record);
        }
        return buffer.array();
    }

    /** The records of the snapshot. */
    List<byte[]> snapshot() {
        return snapshot;
    }

    /** The records since the snapshot that were there when this was opened. */
    List<byte[]> records() {
        return List.copyOf(records);
    }

    /** How long the log is. */
    long logBytes() {
        return logBytes;
    }

    /** Adds a record, durably. */
    void append(byte[] record) throws IOException {
        byte[] framed = framed(List.of(record));
        disk.append(LOG + generation, framed);
        disk.sync(LOG + generation);
        logBytes += framed.length;
    }

    /** Puts a snapshot in the place of everything there is, durably. */
    void replace(List<byte[]> content) throws IOException {
        disk.delete(UNFINISHED);
        disk.append(UNFINISHED, framed(content));
        disk.sync(UNFINISHED);
        disk.rename(UNFINISHED, SNAPSHOT + (generation + 1));
        long old = generation;
        generation++;
        logBytes = 0;
        disk.delete(LOG + old);
        disk.delete(SNAPSHOT + old);
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
