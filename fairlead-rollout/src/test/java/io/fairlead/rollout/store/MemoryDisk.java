package io.fairlead.rollout.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A disk that can lose power before any operation. What was synced is kept; of what was not, a part chosen at random is, from
 * the front.
 */
final class MemoryDisk implements Disk {
    private static final class Content {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private int durable;
        private boolean exists;

        static Content of(byte[] bytes) {
            Content content = new Content();
            content.all.writeBytes(bytes);
            content.durable = bytes.length;
            content.exists = true;
            return content;
        }
    }

    /** Thrown in place of an operation that the machine did not live to do. */
    static final class PowerLoss extends IOException {
        PowerLoss() {
            super("the power is gone");
        }
    }

    private Map<String, Content> files = new HashMap<>();
    private long operations;
    private long lossAt = Long.MAX_VALUE;

    /** Loses power before the operation of this number, counted from now. */
    void losePowerAfter(long more) {
        lossAt = operations + more;
    }

    long operations() {
        return operations;
    }

    private void operate() throws IOException {
        if (operations >= lossAt) {
            throw new PowerLoss();
        }
        operations++;
    }

    /** The disk as another process finds it after the power came back. */
    MemoryDisk afterPowerLoss(SplittableRandom random) {
        MemoryDisk next = new MemoryDisk();
        files.forEach((name, content) -> {
            byte[] all = content.all.toByteArray();
            int survived = content.durable + random.nextInt(all.length - content.durable + 1);
            if (content.exists || survived > 0) {
                next.files.put(name, Content.of(Arrays.copyOf(all, survived)));
            }
        });
        return next;
    }

    @Override
    public List<String> list() {
        List<String> names = new ArrayList<>(files.keySet());
        names.sort(null);
        return names;
    }

    @Override
    public byte[] read(String name) {
        return files.getOrDefault(name, new Content()).all.toByteArray();
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        operate();
        files.computeIfAbsent(name, key -> new Content()).all.writeBytes(bytes);
    }

    @Override
    public void sync(String name) throws IOException {
        operate();
        Content content = files.computeIfAbsent(name, key -> new Content());
        content.durable = content.all.size();
        content.exists = true;
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        operate();
        files.put(name, Content.of(Arrays.copyOf(read(name), (int) size)));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operate();
        Content content = files.remove(from);
        if (content == null) {
            throw new IOException("no file " + from);
        }
        files.put(to, content);
    }

    @Override
    public void delete(String name) throws IOException {
        operate();
        files.remove(name);
    }

    @Override
    public void close() {
        files = new HashMap<>();
    }
}
