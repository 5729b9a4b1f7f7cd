package io.fairlead.testkit.http;

import java.io.IOException;

/** Bytes that are no HTTP/1.1 message. */
public final class MalformedMessage extends IOException {
    /** Says what is wrong. */
    public MalformedMessage(String message) {
        super(message);
    }
}
