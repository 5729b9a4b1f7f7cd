package io.fairlead.server.explain;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.ParseResult;
import io.fairlead.proxy.http1.Refusal;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.RequestHeadParser;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.RequestView;
import io.fairlead.simulate.SampleRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as a person writes it: {@code GET http://host:port/path?query}, where the method and the path may be missing.
 *
 * @param request as the proxy would see it: read by the proxy's own parser, with its path normalised
 * @param port that the URL names, 0 if it names none
 */
public record WrittenRequest(SampleRequest request, int port) {
    /**
     * Reads a request.
     *
     * @param text method and URL
     * @param headers each {@code name: value}; {@code host} takes the place of the URL's
     * @throws IllegalArgumentException with a message for users if it is not one, or if the proxy would refuse it
     */
    public static WrittenRequest of(String text, List<String> headers) {
        String stripped = text.strip();
        int blank = stripped.indexOf(' ');
        String method = blank < 0 ? "GET" : stripped.substring(0, blank);
        String url = blank < 0 ? stripped : stripped.substring(blank + 1).strip();
        boolean secure = url.startsWith("https://");
        if (!secure && !url.startsWith("http://")) {
            throw new IllegalArgumentException("not METHOD http://HOST/PATH: '" + text + "'");
        }
        String rest = url.substring(secure ? "https://".length() : "http://".length());
        int end = end(rest);
        String authority = rest.substring(0, end);
        String target = rest.substring(end).startsWith("/") ? rest.substring(end) : "/" + rest.substring(end);
        int port = port(authority, text);
        boolean hostWritten = headers.stream().anyMatch(line -> name(line).equals("host"));
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (!hostWritten) {
            head.append("host: ").append(authority).append("\r\n");
        }
        for (String line : headers) {
            if (line.indexOf(':') <= 0) {
                throw new IllegalArgumentException("a header is 'NAME: VALUE', not '" + line + "'");
            }
            head.append(line).append("\r\n");
        }
        return new WrittenRequest(parse(head.append("\r\n").toString(), secure), port);
    }

    private static int end(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    private static int port(String authority, String text) {
        int colon = authority.lastIndexOf(':');
        if (colon < 0 || authority.endsWith("]")) {
            return 0;
        }
        try {
            int port = Integer.parseInt(authority.substring(colon + 1));
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message that also serves for numbers out of range.
        }
        throw new IllegalArgumentException("the port is not one in '" + text + "'");
    }

    private static String name(String line) {
        int colon = line.indexOf(':');
        return line.substring(0, Math.max(colon, 0)).strip().toLowerCase(Locale.ROOT);
    }

    private static SampleRequest parse(String text, boolean secure) {
        RequestHead head = new RequestHead();
        ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        try {
            ParseResult result = new RequestHeadParser(HttpLimits.DEFAULT).parse(bytes, head);
            if (result != ParseResult.DONE) {
                @Nullable Refusal refusal = head.refusal();
                throw new IllegalArgumentException(
                        refusal == null
                                ? "the request is not complete"
                                : "the proxy would refuse the request with " + refusal.status() + ": "
                                        + refusal.details());
            }
            RequestView view = head.view();
            HeaderLines lines = view.headers();
            List<SampleRequest.Header> headers = new ArrayList<>();
            for (int i = 0; i < lines.count(); i++) {
                headers.add(new SampleRequest.Header(
                        text(view, lines.nameFrom(i), lines.nameTo(i)),
                        text(view, lines.valueFrom(i), lines.valueTo(i))));
            }
            return new SampleRequest(
                    text(view, view.methodFrom(), view.methodTo()),
                    text(view, view.authorityFrom(), view.authorityTo()),
                    text(view, view.pathFrom(), view.targetTo()),
                    headers,
                    secure);
        } finally {
            bytes.release();
        }
    }

    private static String text(RequestView view, int from, int to) {
        return new String(view.bytes(), from, to - from, StandardCharsets.UTF_8);
    }
}
