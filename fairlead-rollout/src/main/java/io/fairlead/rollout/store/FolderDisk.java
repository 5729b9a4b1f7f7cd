package io.fairlead.rollout.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder of the file system, which one process at a time may use. */
final class FolderDisk implements Disk {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;
    private final Map<String, FileChannel> open = new HashMap<>();

    /**
     * Takes a folder, which is made if it does not exist.
     *
     * @throws IOException also if another process uses it
     */
    FolderDisk(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(lock)) {
            lock.close();
            throw new IOException(folder + " is in use by another process");
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals(LOCK))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    @Override
    public void append(String name, byte[] bytes) throws IOException {
        FileChannel channel = channel(name);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private FileChannel channel(String name) throws IOException {
        FileChannel channel = open.get(name);
        if (channel == null) {
            channel = FileChannel.open(
                    folder.resolve(name),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.WRITE);
            open.put(name, channel);
        }
        return channel;
    }

    @Override
    public void sync(String name) throws IOException {
        boolean isNew = !open.containsKey(name);
        channel(name).force(true);
        if (isNew || Files.size(folder.resolve(name)) == 0) {
            syncFolder();
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        FileChannel channel = channel(name);
        channel.truncate(size);
        channel.force(true);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        closeFile(from);
        closeFile(to);
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        syncFolder();
    }

    @Override
    public void delete(String name) throws IOException {
        closeFile(name);
        Files.deleteIfExists(folder.resolve(name));
    }

    private void closeFile(String name) throws IOException {
        FileChannel channel = open.remove(name);
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : open.values()) {
            channel.close();
        }
        open.clear();
        lock.close();
    }
}
