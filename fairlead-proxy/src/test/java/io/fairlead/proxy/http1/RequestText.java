package io.fairlead.proxy.http1;

import io.fairlead.testkit.property.Choices;
import io.fairlead.testkit.property.Gen;
import java.util.List;

/** Makes the text, Latin-1, of one or two requests on a connection: most are valid but for a few bytes. */
final class RequestText implements Gen<String> {
    private static final List<String> METHODS = List.of(
            "GET",
            "POST",
            "HEAD",
            "OPTIONS",
            "PUT",
            "DELETE",
            "PATCH",
            "TRACE",
            "CONNECT",
            "get",
            "M-SEARCH",
            "PRI",
            "G(T",
            "");
    private static final List<String> TARGETS = List.of(
            "/",
            "/x",
            "/a/../b?q=/../",
            "/%41%2f//\\",
            "/a?b?c",
            "*",
            "http://other.example:80/x?y",
            "HTTP://h",
            "http://h?q",
            "https://h/",
            "http://u@h/",
            "h:80",
            "x",
            "/a#b",
            "/{}|",
            "/\u00e9",
            "//h/x",
            "/%00",
            "/..;/x",
            "");
    private static final List<String> VERSIONS = List.of(
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/1.2",
            "HTTP/2.0",
            "http/1.1",
            "HTTP/1.1 ",
            "HTTP/11",
            "");
    private static final List<String> FIELDS = List.of(
            "X-A: 1",
            "X-A:",
            "X-B:\t v \t",
            "x-c: a:b, c",
            "Accept: */*",
            "Connection: close",
            "Connection: keep-alive, X-A",
            "Connection: Upgrade",
            "Connection: host",
            "Upgrade: websocket",
            "Keep-Alive: timeout=5",
            "TE: trailers",
            "Expect: 100-continue",
            "Cookie: a=b; c=d",
            "X-Obs: caf\u00e9",
            "Content-Type: text/plain",
            "Proxy-Connection: close",
            "X_U: 1",
            "X-Fold: a\r\n b",
            "X Space: 1",
            "X-Colon : 1",
            ": v",
            "NoColon",
            "X-Nul: a\0b",
            "X-Ctl: a\u0001b",
            "X-Del: a\u007fb",
            "X-Cr: a\rb",
            "X-Lf: a\nX-Hidden: 1",
            "Trailer: X-T");
    private static final List<String> HOSTS = List.of(
            "Host: h",
            "Host: h",
            "Host: h",
            "Host: h",
            "Host: app.example.com:8080",
            "hOST:\th ",
            "Host: [::1]:80",
            "Host: a_b.c",
            "Host:",
            "Host: h\r\nHost: h",
            "Host: h,i",
            "Host: u@h",
            "Host: h:x",
            "Host: [::1",
            "X-No: host");
    private static final List<String> FRAMINGS = List.of(
            "Content-Length: 5",
            "content-length:5",
            "Content-Length: 0005",
            "Content-Length: +5",
            "Content-Length: 5, 5",
            "Content-Length: 5\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 99999999999999999999",
            "Content-Length: ",
            "Content-Length: 0",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: xchunked");
    private static final List<String> CHUNKED = List.of(
            "Transfer-Encoding: chunked",
            "transfer-encoding:CHUNKED",
            "Transfer-Encoding: chunked ",
            "Transfer-Encoding: \tchunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked");
    private static final List<String> CHUNKS = List.of(
            "5\r\nhello\r\n",
            "05\r\nhello\r\n",
            "5;a=b\r\nhello\r\n",
            "a\r\n0123456789\r\n",
            "1\r\n\r\r\n",
            "5 ;a\r\nhello\r\n",
            "5;a=\"x;y\\\\\"\"\r\nhello\r\n",
            "5;\r\nhello\r\n",
            "5;a=\r\nhello\r\n",
            "5;a b\r\nhello\r\n",
            "5 \r\nhello\r\n",
            "0x5\r\nhello\r\n",
            "5\nhello\r\n",
            "5\r\nhello",
            "3\r\nhello\r\n",
            "5;a\0\r\nhello\r\n",
            "-1\r\n\r\n",
            "100000000000000005\r\nhello\r\n");
    private static final List<String> CHUNK_ENDS = List.of(
            "0\r\n\r\n",
            "0\r\n\r\n",
            "0\r\n\r\n",
            "000\r\n\r\n",
            "0;x\r\n\r\n",
            "0\r\nX-T: 1\r\n\r\n",
            "0\r\nX-T : 1\r\n\r\n",
            "0\r\nX-T\r\n\r\n",
            "0\n\r\n",
            "0\r\n\n",
            "0\r\n");
    private static final String BYTES = "\r\n \t\0:,;/\u0001\u007f\u0080\u00ff\u000b\u000ca5\\%#";

    @Override
    public String draw(Choices choices) {
        StringBuilder text = new StringBuilder();
        request(choices, text);
        if (choices.upTo(2) == 0) {
            request(choices, text);
        }
        for (long edits = Math.max(0, choices.upTo(6) - 3); edits > 0; edits--) {
            edit(choices, text);
        }
        return text.toString();
    }

    private static void request(Choices choices, StringBuilder text) {
        text.append(likely(choices, METHODS, 4))
                .append(' ')
                .append(likely(choices, TARGETS, 5))
                .append(' ');
        text.append(likely(choices, VERSIONS, 4)).append("\r\n");
        text.append(likely(choices, HOSTS, 7)).append("\r\n");
        for (long fields = choices.upTo(4); fields > 0; fields--) {
            text.append(likely(choices, FIELDS, 13)).append("\r\n");
        }
        switch ((int) choices.upTo(2)) {
            case 0 -> text.append("\r\n");
            case 1 -> text.append(likely(choices, FRAMINGS, 3)).append("\r\n\r\nhello");
            default -> chunked(choices, text);
        }
    }

    private static void chunked(Choices choices, StringBuilder text) {
        text.append(likely(choices, CHUNKED, 4)).append("\r\n\r\n");
        for (long chunks = choices.upTo(3); chunks > 0; chunks--) {
            text.append(likely(choices, CHUNKS, 5));
        }
        text.append(likely(choices, CHUNK_ENDS, 6));
    }

    /** One of the first {@code good} texts in five cases of six, else any. */
    private static String likely(Choices choices, List<String> texts, int good) {
        int limit = choices.upTo(5) < 5 ? good : texts.size();
        return texts.get((int) choices.upTo(limit - 1));
    }

    private static void edit(Choices choices, StringBuilder text) {
        int at = (int) choices.upTo(text.length() - 1);
        char octet = BYTES.charAt((int) choices.upTo(BYTES.length() - 1));
        switch ((int) choices.upTo(2)) {
            case 0 -> text.insert(at, octet);
            case 1 -> text.setCharAt(at, octet);
            default -> {
                if (text.length() > 1) {
                    text.deleteCharAt(at);
                }
            }
        }
    }
}
