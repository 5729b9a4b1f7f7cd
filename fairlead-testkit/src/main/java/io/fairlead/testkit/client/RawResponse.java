package io.fairlead.testkit.client;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Fields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response as it came.
 *
 * @param version such as {@code HTTP/1.1}
 * @param status of the final response
 * @param headers in order
 * @param body without its framing
 * @param trailers in order
 * @param interim the statuses of the 1xx responses before it
 * @param keepsAlive whether another request may follow on this connection
 */
public record RawResponse(
        String version,
        int status,
        Fields headers,
        Bytes body,
        Fields trailers,
        List<Integer> interim,
        boolean keepsAlive) {
    public RawResponse {
        interim = List.copyOf(interim);
    }

    /** The body as ISO 8859-1 text, one character a byte. */
    public String text() {
        return new String(body.toArray(), StandardCharsets.ISO_8859_1);
    }
}
