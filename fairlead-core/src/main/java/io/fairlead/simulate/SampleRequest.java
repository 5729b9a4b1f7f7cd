package io.fairlead.simulate;

import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A request that is only thought of. Its parts are as the edge would hand them on: the path normalised, header names in
 * lower case. Immutable.
 *
 * @param authority the host, with a port where the client would write one
 * @param target path and query
 * @param headers in order, without {@code host}
 * @param secure whether it comes over TLS
 */
public record SampleRequest(String method, String authority, String target, List<Header> headers, boolean secure) {
    /** A header line; the name is in lower case. */
    public record Header(String name, String value) {
        public Header {
            name = name.toLowerCase(Locale.ROOT);
        }
    }

    public SampleRequest {
        headers = List.copyOf(headers);
    }

    /** The path without the query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The host without a port, as SNI has it. */
    public String host() {
        int colon = authority.lastIndexOf(':');
        return (colon < 0 || authority.endsWith("]") ? authority : authority.substring(0, colon))
                .toLowerCase(Locale.ROOT);
    }

    /** The request in the form that matching looks at. */
    public RequestView view() {
        Bytes out = new Bytes();
        int methodFrom = out.put(method);
        int targetFrom = out.put(target);
        int authorityFrom = out.put(authority);
        List<Integer> lines = new ArrayList<>();
        for (Header header : headers) {
            lines.add(out.put(header.name()));
            lines.add(out.put(header.value()));
        }
        byte[] bytes = out.stream.toByteArray();
        RequestView view = new RequestView();
        view.reset(bytes);
        view.method(methodFrom, methodFrom + length(method));
        view.target(targetFrom, targetFrom + length(path()), targetFrom + length(target));
        view.authority(authorityFrom, authorityFrom + length(authority));
        view.secure(secure);
        for (int i = 0; i < headers.size(); i++) {
            int nameFrom = lines.get(2 * i);
            int nameTo = nameFrom + length(headers.get(i).name());
            int valueFrom = lines.get(2 * i + 1);
            int valueTo = valueFrom + length(headers.get(i).value());
            view.headers().add(HeaderName.hash(bytes, nameFrom, nameTo), nameFrom, nameTo, valueFrom, valueTo);
        }
        return view;
    }

    /** The request as a command line of {@code fairlead explain} has it. */
    public String commandLine() {
        StringBuilder text = new StringBuilder("'")
                .append(method)
                .append(secure ? " https://" : " http://")
                .append(authority)
                .append(target)
                .append('\'');
        headers.forEach(header -> text.append(" -H '")
                .append(header.name())
                .append(": ")
                .append(header.value())
                .append('\''));
        return text.toString();
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static final class Bytes {
        private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

        int put(String text) {
            int at = stream.size();
            stream.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return at;
        }
    }
}
