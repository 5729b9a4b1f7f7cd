package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderFormat;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the access log says, and where.
 *
 * @param file where lines are appended; null for standard output
 * @param bufferBytesPerLoop how much may wait to be written, for each event loop: a power of two; lines beyond are dropped
 */
public record AccessLogOptions(Format format, @Nullable Path file, int bufferBytesPerLoop) {
    /** The usual {@link #bufferBytesPerLoop}. */
    public static final int DEFAULT_BUFFER_BYTES_PER_LOOP = 1 << 20;

    private static final int MIN_BUFFER_BYTES = 4096;

    /** How a line looks. */
    public sealed interface Format {
        /** Istio's default text format. */
        Format ISTIO_TEXT = text("[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
                + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS%"
                + " \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
                + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\""
                + " \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
                + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
                + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n");

        /** Istio's default JSON format. */
        Format ISTIO_JSON = json(Map.ofEntries(
                Map.entry("start_time", "%START_TIME%"),
                Map.entry("route_name", "%ROUTE_NAME%"),
                Map.entry("method", "%REQ(:METHOD)%"),
                Map.entry("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
                Map.entry("protocol", "%PROTOCOL%"),
                Map.entry("response_code", "%RESPONSE_CODE%"),
                Map.entry("response_flags", "%RESPONSE_FLAGS%"),
                Map.entry("response_code_details", "%RESPONSE_CODE_DETAILS%"),
                Map.entry("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
                Map.entry("bytes_received", "%BYTES_RECEIVED%"),
                Map.entry("bytes_sent", "%BYTES_SENT%"),
                Map.entry("duration", "%DURATION%"),
                Map.entry("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"),
                Map.entry("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"),
                Map.entry("user_agent", "%REQ(USER-AGENT)%"),
                Map.entry("request_id", "%REQ(X-REQUEST-ID)%"),
                Map.entry("authority", "%REQ(:AUTHORITY)%"),
                Map.entry("upstream_host", "%UPSTREAM_HOST%"),
                Map.entry("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"),
                Map.entry("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"),
                Map.entry("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"),
                Map.entry("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"),
                Map.entry("requested_server_name", "%REQUESTED_SERVER_NAME%"),
                Map.entry("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%")));

        /** Text; the line ends where the format does, whether or not that ends in a newline. */
        record Text(HeaderFormat line) implements Format {}

        /** A JSON object a line, its fields by name. Values that are one number or nothing are written as such. */
        record Json(SortedMap<String, HeaderFormat> fields) implements Format {
            public Json {
                fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
            }
        }

        /**
         * A text format by its text.
         *
         * @throws IllegalArgumentException if it is not a {@link HeaderFormat}
         */
        static Format text(String format) {
            return new Text(
                    HeaderFormat.parse(format.endsWith("\n") ? format.substring(0, format.length() - 1) : format));
        }

        /**
         * A JSON format by the texts of its fields.
         *
         * @throws IllegalArgumentException if one is not a {@link HeaderFormat}
         */
        static Format json(Map<String, String> fields) {
            SortedMap<String, HeaderFormat> parsed = new TreeMap<>();
            fields.forEach((name, format) -> parsed.put(name, HeaderFormat.parse(format)));
            return new Json(parsed);
        }
    }

    public AccessLogOptions {
        if (bufferBytesPerLoop < MIN_BUFFER_BYTES || Integer.bitCount(bufferBytesPerLoop) != 1) {
            throw new IllegalArgumentException("bufferBytesPerLoop must be a power of two of at least "
                    + MIN_BUFFER_BYTES + ": " + bufferBytesPerLoop);
        }
    }

    /** A log with the usual buffer. */
    public AccessLogOptions(Format format, @Nullable Path file) {
        this(format, file, DEFAULT_BUFFER_BYTES_PER_LOOP);
    }
}
