package io.fairlead.rollout.store;

import java.io.IOException;
import java.util.List;

/** The few things that a log needs of a folder. Exists so that tests can crash between any two of them. */
interface Disk extends AutoCloseable {
    /** The names of the files in the folder. */
    List<String> list() throws IOException;

    /** The content of a file. */
    byte[] read(String name) throws IOException;

    /** Adds bytes to the end of a file, which is made if it does not exist. They may be lost until {@link #sync}. */
    void append(String name, byte[] bytes) throws IOException;

    /** Makes what was appended to a file, and its existence, durable. */
    void sync(String name) throws IOException;

    /** Cuts a file. */
    void truncate(String name, long size) throws IOException;

    /** Gives a file another name, in place of any that had it, durably and at once. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file if it exists. */
    void delete(String name) throws IOException;

    @Override
    void close() throws IOException;
}
