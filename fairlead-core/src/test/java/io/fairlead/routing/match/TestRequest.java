package io.fairlead.routing.match;

import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request in the making, for tests; characters up to U+00FF stand for one byte each. */
record TestRequest(String method, String authority, String target, List<Header> headers, boolean secure) {
    /** A header line. */
    record Header(String name, String value) {}

    static TestRequest get(String authority, String target) {
        return new TestRequest("GET", authority, target, List.of(), false);
    }

    /** Text as a test request holds it: one character per byte of its UTF-8 form. */
    static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    TestRequest with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new TestRequest(method, authority, target, List.copyOf(more), secure);
    }

    TestRequest method(String other) {
        return new TestRequest(other, authority, target, headers, secure);
    }

    TestRequest https() {
        return new TestRequest(method, authority, target, headers, true);
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    RequestView view() {
        RequestView view = new RequestView();
        fill(view);
        return view;
    }

    /** Writes the request to {@code view}, with other bytes around every part. */
    void fill(RequestView view) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int methodFrom = put(out, method);
        int targetFrom = put(out, target);
        int authorityFrom = put(out, authority);
        List<int[]> lines = new ArrayList<>();
        for (Header header : headers) {
            int name = put(out, header.name());
            lines.add(new int[] {name, put(out, header.value())});
        }
        byte[] bytes = out.toByteArray();
        view.reset(bytes);
        view.method(methodFrom, methodFrom + method.length());
        view.target(targetFrom, targetFrom + path().length(), targetFrom + target.length());
        view.authority(authorityFrom, authorityFrom + authority.length());
        view.secure(secure);
        for (int i = 0; i < lines.size(); i++) {
            int nameFrom = lines.get(i)[0];
            int nameTo = nameFrom + headers.get(i).name().length();
            int valueFrom = lines.get(i)[1];
            int valueTo = valueFrom + headers.get(i).value().length();
            view.headers().add(HeaderName.hash(bytes, nameFrom, nameTo), nameFrom, nameTo, valueFrom, valueTo);
        }
    }

    private static int put(ByteArrayOutputStream out, String text) {
        out.write('0');
        int at = out.size();
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        out.write('z');
        return at;
    }
}
