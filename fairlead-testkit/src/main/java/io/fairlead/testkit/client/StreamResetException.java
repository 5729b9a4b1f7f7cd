package io.fairlead.testkit.client;

import java.io.IOException;

/** The peer reset the stream of a request. */
final class StreamResetException extends IOException {
    StreamResetException(int code) {
        super("the stream was reset with code " + code);
    }
}
