package io.fairlead.testkit.backend;

import io.fairlead.testkit.http.Field;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds the bytes of one answer. */
final class EchoAnswer {
    private final Hit hit;
    private final EchoOrders orders;
    private final int status;

    EchoAnswer(Hit hit, EchoOrders orders, int status) {
        this.hit = hit;
        this.orders = orders;
        this.status = status == 0 ? 200 : status;
    }

    byte[] bytes() {
        String wanted = orders.body();
        byte[] body = (wanted.isEmpty() ? HitJson.of(hit) : wanted).getBytes(StandardCharsets.ISO_8859_1);
        List<Field> fields = new ArrayList<>(pairs(orders.addedHeaders()));
        if (status != 304) {
            put(fields, "content-type", wanted.isEmpty() ? "application/json" : "text/plain");
        }
        put(fields, "x-echo-backend", hit.backend());
        List<Field> trailers = pairs(orders.addedTrailers());
        boolean hasBody = status >= 200 && status != 204 && status != 304;
        boolean chunked = hasBody && !trailers.isEmpty();
        if (chunked) {
            trailers.forEach(trailer -> fields.add(new Field("trailer", trailer.name())));
            put(fields, "transfer-encoding", "chunked");
        } else if (hasBody) {
            put(fields, "content-length", Integer.toString(body.length));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, "HTTP/1.1 " + status + " Echo\r\n" + lines(fields) + "\r\n");
        if (hasBody && !hit.method().equals("HEAD")) {
            if (chunked) {
                write(out, Integer.toHexString(body.length) + "\r\n");
                out.writeBytes(body);
                write(out, "\r\n0\r\n" + lines(trailers) + "\r\n");
            } else {
                out.writeBytes(body);
            }
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
