package io.fairlead.rollout.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** A disk in memory, for who wants nothing to survive the process. */
final class ForgetfulDisk implements Disk {
    private final TreeMap<String, ByteArrayOutputStream> files = new TreeMap<>();

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public byte[] read(String name) throws IOException {
        ByteArrayOutputStream file = files.get(name);
        if (file == null) {
            throw new IOException("no file " + name);
        }
        return file.toByteArray();
    }

    @Override
    public void append(String name, byte[] bytes) {
        files.computeIfAbsent(name, key -> new ByteArrayOutputStream()).writeBytes(bytes);
    }

    @Override
    public void sync(String name) {
        files.computeIfAbsent(name, key -> new ByteArrayOutputStream());
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        byte[] kept = Arrays.copyOf(read(name), Math.toIntExact(size));
        files.remove(name);
        append(name, kept);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        ByteArrayOutputStream file = files.remove(from);
        if (file == null) {
            throw new IOException("no file " + from);
        }
        files.put(to, file);
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public void close() {
        files.clear();
    }
}
