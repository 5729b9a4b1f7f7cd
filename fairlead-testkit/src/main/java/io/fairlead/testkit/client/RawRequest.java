package io.fairlead.testkit.client;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that is sent exactly as it stands here; nothing is added, checked or re-ordered.
 *
 * @param method the first word of the request line
 * @param target the second word
 * @param version the third word
 * @param headers in order, {@code host} and framing among them
 * @param body the bytes after the header block
 */
public record RawRequest(String method, String target, String version, List<Field> headers, Bytes body) {
    public RawRequest {
        headers = List.copyOf(headers);
    }

    /** An HTTP/1.1 request with a host and no body. */
    public static RawRequest of(String method, String target, String host) {
        return new RawRequest(method, target, "HTTP/1.1", List.of(new Field("host", host)), Bytes.EMPTY);
    }

    /** {@link #of} with the method GET. */
    public static RawRequest get(String target, String host) {
        return of("GET", target, host);
    }

    /** The same with one more header line at the end. */
    public RawRequest header(String name, String value) {
        List<Field> longer = new ArrayList<>(headers);
        longer.add(new Field(name, value));
        return new RawRequest(method, target, version, longer, body);
    }

    /** The same with this body and its length as last header. */
    public RawRequest body(Bytes content) {
        RawRequest framed = header("content-length", Integer.toString(content.size()));
        return new RawRequest(method, target, version, framed.headers, content);
    }

    /** The bytes on the wire. */
    public Bytes bytes() {
        StringBuilder head = new StringBuilder();
        head.append(method)
                .append(' ')
                .append(target)
                .append(' ')
                .append(version)
                .append("\r\n");
        headers.forEach(field ->
                head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body.toArray());
        return Bytes.of(out.toByteArray());
    }
}
