package io.fairlead.testkit.backend;

import io.fairlead.testkit.tls.TlsServing;
import java.util.List;
import java.util.Map;

/**
 * One request as a backend saw it.
 *
 * @param backend the name of the backend
 * @param proto the version, such as {@code HTTP/1.1}
 * @param method as sent
 * @param path the request target as sent, with its query
 * @param authority the host field, or the authority of an absolute target
 * @param headers by lower-cased name without {@code host}; trailers are there as {@code trailer:name}
 * @param bodySize in bytes
 * @param bodySha256 in hexadecimal digits, empty if there is no body
 * @param tls what was seen of TLS
 */
public record Hit(
        String backend,
        String proto,
        String method,
        String path,
        String authority,
        Map<String, List<String>> headers,
        long bodySize,
        String bodySha256,
        TlsServing.Seen tls) {
    public Hit {
        headers = Map.copyOf(headers);
    }

    /** The values of a header, by lower-cased name; empty if it was not sent. */
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }
}
