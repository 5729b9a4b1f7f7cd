package io.fairlead.testkit.conformance;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.http.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the requests of a step. */
final class RequestMaker {
    private static final String FILLER = "0123456789abcdef";

    private final Step.Request request;
    private final String version;
    private final boolean grpc;

    RequestMaker(Step.Exchange exchange) {
        this.request = exchange.request();
        this.grpc = exchange.connection().isGrpc();
        this.version = exchange.connection().protocol().equals("http10") ? "HTTP/1.0" : "HTTP/1.1";
    }

    /**
     * One request.
     *
     * @param number of the request, for {@code {{i}}}
     * @param key of the request, for {@code {{k}}}
     * @param more headers behind those of the step
     */
    RawRequest make(int number, int key, List<Field> more) {
        List<Field> headers = new ArrayList<>();
        String authority = expand(request.authority(), number, key);
        if (!authority.equals("none")) {
            headers.add(new Field("Host", authority));
        }
        request.headers().forEach(line -> headers.add(field(line, number, key)));
        headers.addAll(more);
        Bytes body = body(number, key);
        String target = expand(request.path(), number, key);
        if (grpc) {
            headers.add(new Field("content-type", "application/grpc"));
            headers.add(new Field("te", "trailers"));
            return new RawRequest(request.method(), target, version, headers, message(body));
        }
        RawRequest bare = new RawRequest(request.method(), target, version, headers, Bytes.EMPTY);
        boolean framed = body.size() > 0
                || request.method().equals("POST")
                || request.method().equals("PUT");
        return framed ? bare.body(body) : bare;
    }

    /** The message of a gRPC call, not compressed. */
    private static Bytes message(Bytes content) {
        return Bytes.of(ByteBuffer.allocate(5 + content.size())
                .put((byte) 0)
                .putInt(content.size())
                .put(content.toArray())
                .array());
    }

    /** Replaces the numbers in a text. */
    static String expand(String text, int number, int key) {
        return text.replace("{{i}}", Integer.toString(number)).replace("{{k}}", Integer.toString(key));
    }

    private static Field field(String line, int number, int key) {
        int colon = line.indexOf(':', line.startsWith(":") ? 1 : 0);
        if (colon < 0) {
            return new Field(line, "");
        }
        String value = line.substring(colon + 1);
        return new Field(
                line.substring(0, colon), expand(value.startsWith(" ") ? value.substring(1) : value, number, key));
    }

    private Bytes body(int number, int key) {
        int size = request.bodySize();
        if (size > 0) {
            String filler = FILLER.repeat(size / FILLER.length() + 1).substring(0, size);
            return Bytes.of(filler.getBytes(StandardCharsets.ISO_8859_1));
        }
        return Bytes.ofUtf8(expand(request.body(), number, key));
    }

    /** The cookies of one case. Not thread-safe. */
    static final class Jar {
        private final Map<String, String> cookies = new TreeMap<>();

        /** The header that sends them, empty if there are none. */
        List<Field> header() {
            List<String> pairs = new ArrayList<>();
            cookies.forEach((name, value) -> pairs.add(name + "=" + value));
            return pairs.isEmpty() ? List.of() : List.of(new Field("cookie", String.join("; ", pairs)));
        }

        /** Keeps what a response sets. */
        void store(List<String> setCookies) {
            for (String line : setCookies) {
                int end = line.indexOf(';');
                String pair = (end < 0 ? line : line.substring(0, end)).strip();
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (end >= 0 && line.substring(end).toLowerCase(Locale.ROOT).contains("max-age=0")) {
                    cookies.remove(name);
                } else {
                    cookies.put(name, equals < 0 ? "" : pair.substring(equals + 1));
                }
            }
        }
    }
}
