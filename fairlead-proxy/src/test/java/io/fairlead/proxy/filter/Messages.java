package io.fairlead.proxy.filter;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests and header lines as the edge fills them in. */
final class Messages {
    private Messages() {}

    /** Lines written as {@code name: value}, one behind the other as they come over the wire. */
    static HeaderLines lines(List<String> fields) {
        HeaderLines lines = new HeaderLines();
        StringBuilder text = new StringBuilder();
        fields.forEach(field -> text.append(field).append("\r\n"));
        byte[] bytes = latin1(text.toString());
        lines.reset(bytes);
        int at = 0;
        for (String field : fields) {
            int colon = at + field.indexOf(':');
            int valueFrom = colon + 1;
            int valueTo = at + field.length();
            while (valueFrom < valueTo && bytes[valueFrom] == ' ') {
                valueFrom++;
            }
            while (valueTo > valueFrom && bytes[valueTo - 1] == ' ') {
                valueTo--;
            }
            lines.add(HeaderName.hash(bytes, at, colon), at, colon, valueFrom, valueTo);
            at += field.length() + 2;
        }
        return lines;
    }

    static HeaderLines lines(String... fields) {
        return lines(List.of(fields));
    }

    /** A request for {@code http://authority/target} without header lines. */
    static RequestView request(String method, String authority, String target) {
        RequestView view = new RequestView();
        byte[] bytes = latin1(method + target + authority);
        view.reset(bytes);
        view.method(0, method.length());
        int from = method.length();
        int end = from + target.length();
        int question = target.indexOf('?');
        view.target(from, question < 0 ? end : from + question, end);
        view.authority(end, bytes.length);
        return view;
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
