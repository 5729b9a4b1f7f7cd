package io.fairlead.proxy.http1;

/** What a request asks to switch to: {@code Upgrade} together with {@code Connection: upgrade} (RFC 9110 section 7.8). */
public enum Upgrade {
    /** Nothing, or {@code h2c}, which is ignored as Envoy does. */
    NONE,
    /** {@code websocket} and nothing else, by a request without a body. */
    WEBSOCKET,
    /** Any other protocol, or a list of several. Envoy answers 403 unless it is configured. */
    OTHER;

    /** The status of a response that agrees to upgrade. */
    public static final int STATUS = 101;
}
