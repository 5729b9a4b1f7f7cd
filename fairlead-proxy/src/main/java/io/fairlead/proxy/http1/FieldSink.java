package io.fairlead.proxy.http1;

/** Takes the fields of a head one by one, as a header decompressor finds them. */
@FunctionalInterface
public interface FieldSink {
    /** Takes a field whose name and value lie in {@code bytes}, which is overwritten after the call. */
    void field(byte[] bytes, int nameFrom, int nameTo, int valueFrom, int valueTo);
}
