package io.fairlead.proxy.http2;

import io.fairlead.proxy.http1.HttpLimits;

/**
 * What one side lets the other do on a connection.
 *
 * @param maxStreams how many streams the other side may have open at a time
 * @param streamWindow how many bytes of a body that nobody has taken yet may come on a stream
 * @param connectionWindow the same for all streams of a connection together
 * @param heads bounds on heads; a compressed head may be as long as one in HTTP/1.1
 */
public record Http2Limits(int maxStreams, int streamWindow, int connectionWindow, HttpLimits heads) {
    /** 100 streams, 256 KiB a stream and 1 MiB a connection. */
    public static Http2Limits of(HttpLimits heads) {
        return new Http2Limits(100, 256 * 1024, 1024 * 1024, heads);
    }
}
