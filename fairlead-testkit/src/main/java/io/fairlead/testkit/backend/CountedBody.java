package io.fairlead.testkit.backend;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and digests a body without keeping it. */
final class CountedBody extends OutputStream {
    private final MessageDigest digest;
    private long size;

    CountedBody() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public void write(int b) {
        digest.update((byte) b);
        size++;
    }

    @Override
    public void write(byte[] block, int from, int count) {
        digest.update(block, from, count);
        size += count;
    }

    /** How many bytes there were. */
    long size() {
        return size;
    }

    /** In hexadecimal digits, empty if there was none. Once. */
    String sha256() {
        return size == 0 ? "" : HexFormat.of().formatHex(digest.digest());
    }
}
