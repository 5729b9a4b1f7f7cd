package io.fairlead.server.wire;

/**
 * Where access log lines go and how they look.
 *
 * @param target a file path, {@code -} for standard output, "" for no access log
 * @param format {@code text} or {@code json} for Istio's default formats, else a format string with Envoy's operators
 */
public record AccessLogOptions(String target, String format) {
    /** No access log. */
    public static final AccessLogOptions NONE = new AccessLogOptions("", "text");
}
