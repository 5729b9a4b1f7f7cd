package io.fairlead.testkit.backend;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.http.Field;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds one answer. */
final class EchoAnswer {
    private final Hit hit;
    private final EchoOrders orders;
    private final int status;
    private final String grpcStatus;

    EchoAnswer(Hit hit, EchoOrders orders, Behaviour behaviour) {
        this.hit = hit;
        this.orders = orders;
        this.status = behaviour.status() == 0 ? 200 : behaviour.status();
        this.grpcStatus = behaviour.grpcStatus();
    }

    /** An answer before it is written in one protocol or another; without framing but for Content-Length. */
    record Parts(int status, List<Field> fields, Bytes body, List<Field> trailers) {}

    /** The answer. */
    Parts parts() {
        if (isGrpc()) {
            return grpc();
        }
        String wanted = orders.body();
        byte[] body = (wanted.isEmpty() ? HitJson.of(hit) : wanted).getBytes(StandardCharsets.ISO_8859_1);
        List<Field> fields = new ArrayList<>(pairs(orders.addedHeaders()));
        if (status != 304) {
            put(fields, "content-type", wanted.isEmpty() ? "application/json" : "text/plain");
        }
        put(fields, "x-echo-backend", hit.backend());
        boolean hasBody = status >= 200 && status != 204 && status != 304;
        List<Field> trailers = hasBody ? pairs(orders.addedTrailers()) : List.of();
        if (!trailers.isEmpty()) {
            trailers.forEach(trailer -> fields.add(new Field("trailer", trailer.name())));
        } else if (hasBody) {
            put(fields, "content-length", Integer.toString(body.length));
        }
        boolean isSent = hasBody && !hit.method().equals("HEAD");
        return new Parts(status, fields, isSent ? Bytes.of(body) : Bytes.EMPTY, isSent ? trailers : List.of());
    }

    private boolean isGrpc() {
        return hit.proto().equals("HTTP/2.0")
                && hit.header("content-type").stream().anyMatch(type -> type.startsWith("application/grpc"));
    }

    /** A message with the description, or a status without one. */
    private Parts grpc() {
        List<Field> fields = new ArrayList<>(pairs(orders.addedHeaders()));
        put(fields, "content-type", "application/grpc");
        if (status != 200) {
            return new Parts(status, fields, Bytes.EMPTY, List.of());
        }
        if (!grpcStatus.isEmpty()) {
            fields.add(new Field("grpc-status", grpcStatus));
            fields.add(new Field("grpc-message", "from " + hit.backend()));
            return new Parts(status, fields, Bytes.EMPTY, List.of());
        }
        fields.add(new Field("trailer", "Grpc-Status"));
        byte[] text = HitJson.of(hit).getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = ByteBuffer.allocate(5 + text.length)
                .put((byte) 0)
                .putInt(text.length)
                .put(text)
                .array();
        return new Parts(status, fields, Bytes.of(message), List.of(new Field("grpc-status", "0")));
    }

    /** The answer in HTTP/1.1. */
    byte[] bytes() {
        Parts parts = parts();
        List<Field> fields = new ArrayList<>(parts.fields());
        boolean chunked = fields.stream().anyMatch(field -> field.name().equals("trailer"));
        if (chunked) {
            put(fields, "transfer-encoding", "chunked");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, "HTTP/1.1 " + status + " Echo\r\n" + lines(fields) + "\r\n");
        if (chunked && !hit.method().equals("HEAD")) {
            write(out, Integer.toHexString(parts.body().size()) + "\r\n");
            out.writeBytes(parts.body().toArray());
            write(out, "\r\n0\r\n" + lines(parts.trailers()) + "\r\n");
        } else {
            out.writeBytes(parts.body().toArray());
        }
        return out.toByteArray();
    }

    private static List<Field> pairs(List<String> texts) {
        List<Field> fields = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            fields.add(
                    equals < 0
                            ? new Field(text, "")
                            : new Field(
                                    text.substring(0, equals),
                                    text.substring(equals + 1).strip()));
        }
        return fields;
    }

    /** Replaces whatever is there under this name. */
    private static void put(List<Field> fields, String name, String value) {
        fields.removeIf(field -> field.name().equalsIgnoreCase(name));
        fields.add(new Field(name, value));
    }

    private static String lines(List<Field> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(field ->
                text.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        return text.toString();
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
