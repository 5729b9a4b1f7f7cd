package io.fairlead.testkit.hostile;

import com.google.re2j.Pattern;
import io.fairlead.testkit.http.Field;
import io.fairlead.testkit.http.Fields;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages from the bytes received so far, one character a byte, by RFC 9110 and 9112 without any leniency.
 *
 * <p>Each method begins at the position and moves it behind what it read.
 */
final class StrictGrammar {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~0-9A-Za-z]+");
    private static final Pattern TARGET = Pattern.compile("[\\x21-\\x7e\\x{80}-\\x{ff}]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{1,16}");
    private static final Pattern HOST = Pattern.compile(
            "(?:\\[[0-9A-Fa-f:.]+\\]" + "|(?:[A-Za-z0-9\\-._~!$&'()*+;=,]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?");
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9] [^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
    private static final Pattern ODD_STATUS_LINE =
            Pattern.compile("HTTP/1\\.[01] [6-9][0-9][0-9] ?[^\\x00-\\x08\\x0a-\\x1f\\x7f]*");
    /** Sizes above count as this one: no case has as many bytes. */
    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private static final int MAX_SIZE_LINE = 4096;

    private final String bytes;
    private final boolean ended;
    private final List<String> oddities = new ArrayList<>();
    private int position;

    /**
     * Reads from a position.
     *
     * @param ended whether no more bytes will come
     */
    StrictGrammar(String bytes, int position, boolean ended) {
        this.bytes = bytes;
        this.position = position;
        this.ended = ended;
    }

    /** Thrown for bytes outside the grammar. */
    static final class Violation extends Exception {
        Violation(String message) {
            super(message);
        }
    }

    /** Thrown when more bytes are needed. */
    static final class Incomplete extends Exception {
        private final transient @Nullable Message head;

        Incomplete(@Nullable Message head) {
            super("incomplete");
            this.head = head;
        }

        /** The message so far, null if not even its head is there. */
        @Nullable
        Message head() {
            return head;
        }
    }

    int position() {
        return position;
    }

    /** A request. */
    Message request() throws Violation, Incomplete {
        String[] head = head("upstream request");
        List<String> line = Arrays.asList(head[0].split(" ", -1));
        if (line.size() != 3 || !TOKEN.matches(line.get(0)) || !TARGET.matches(line.get(1))) {
            throw new Violation("not a request line: " + shown(head[0]));
        }
        if (!line.get(2).equals("HTTP/1.1") && !line.get(2).equals("HTTP/1.0")) {
            throw new Violation("bad version: " + shown(head[0]));
        }
        if (line.get(1).contains("#")) {
            oddities.add("fragment in target");
        }
        if (line.get(1).chars().anyMatch(c -> c >= 0x80)) {
            oddities.add("non-ASCII in target");
        }
        Message request = new Message(line, fields(head[1]), "", Fields.NONE, oddities, false);
        checkHost(request);
        Fields fields = request.fields();
        List<String> codings = fields.all("transfer-encoding");
        List<String> lengths = fields.all("content-length");
        if (!codings.isEmpty()) {
            checkCodings(request, codings, lengths);
            return chunked(request);
        }
        return lengths.isEmpty() ? request.with("", Fields.NONE, true) : sized(request, length(lengths));
    }

    /** A response to a request of this method. */
    Message response(String method) throws Violation, Incomplete {
        String[] head = head("client response");
        if (ODD_STATUS_LINE.matches(head[0])) {
            oddities.add("status outside 100..599");
        } else if (!STATUS_LINE.matches(head[0])) {
            throw new Violation("bad status line: " + shown(head[0]));
        }
        List<String> line = List.of(head[0].substring(0, 8), head[0].substring(9, 12));
        Message response = new Message(line, fields(head[1]), "", Fields.NONE, oddities, false);
        List<String> codings = response.fields().all("transfer-encoding");
        List<String> lengths = response.fields().all("content-length");
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            throw new Violation("content-length together with transfer-encoding");
        }
        long length = lengths.isEmpty() ? -1 : length(lengths);
        if (!codings.isEmpty() && (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked"))) {
            throw new Violation("transfer-encoding " + codings);
        }
        int status = response.status();
        if (status < 200 || status == 204 || status == 304 || method.equals("HEAD")) {
            boolean framed = !codings.isEmpty() || length > 0 || (length == 0 && status < 200);
            if (framed && (status < 200 || status == 204)) {
                throw new Violation("framing fields in a response of status " + status);
            }
            return response.with("", Fields.NONE, true);
        }
        if (!codings.isEmpty()) {
            return chunked(response);
        }
        if (length >= 0) {
            return sized(response, length);
        }
        Message soFar = response.with(bytes.substring(position), Fields.NONE, ended);
        if (!ended) {
            throw new Incomplete(soFar);
        }
        position = bytes.length();
        return soFar;
    }

    /** The first line of a head, and its field lines. */
    private String[] head(String what) throws Violation, Incomplete {
        int end = bytes.indexOf("\r\n\r\n", position);
        int limit = end < 0 ? bytes.length() : end;
        for (int lf = bytes.indexOf('\n', position); lf >= 0 && lf < limit; lf = bytes.indexOf('\n', lf + 1)) {
            if (lf == position || bytes.charAt(lf - 1) != '\r') {
                throw new Violation(
                        what + " with a bare LF near " + shown(bytes.substring(Math.max(position, lf - 20))));
            }
        }
        if (bytes.startsWith("\r\n", position)) {
            throw new Violation(what + " after an empty line");
        }
        if (end < 0) {
            throw new Incomplete(null);
        }
        String head = bytes.substring(position, end);
        position = end + 4;
        int first = head.indexOf("\r\n");
        return first < 0 ? new String[] {head, ""} : new String[] {head.substring(0, first), head.substring(first + 2)};
    }

    private Fields fields(String block) throws Violation {
        List<Field> fields = new ArrayList<>();
        if (block.isEmpty()) {
            return Fields.NONE;
        }
        for (String line : block.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon < 0 || !TOKEN.matches(line.substring(0, colon))) {
                throw new Violation("not a field line: " + shown(line));
            }
            String value = line.substring(colon + 1);
            if (value.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n')) {
                throw new Violation("NUL, CR or LF in a value: " + shown(line));
            }
            if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
                oddities.add("control character in value of " + line.substring(0, colon));
            }
            fields.add(new Field(line.substring(0, colon).toLowerCase(Locale.ROOT), trimmed(value)));
        }
        return new Fields(fields);
    }

    private static void checkHost(Message request) throws Violation {
        List<String> hosts = request.fields().all("host");
        if (hosts.size() > 1 || (hosts.isEmpty() && request.version().equals("HTTP/1.1"))) {
            throw new Violation(hosts.size() + " host fields");
        }
        String host = hosts.isEmpty() ? "" : hosts.get(0);
        if (!HOST.matches(host)) {
            throw new Violation("invalid host: " + shown(host));
        }
        if (!request.host().equalsIgnoreCase(host)) {
            throw new Violation("authority " + shown(request.host()) + " differs from host " + shown(host));
        }
    }

    private void checkCodings(Message request, List<String> codings, List<String> lengths) throws Violation {
        List<String> names = Arrays.stream(String.join(",", codings).split(",", -1))
                .map(coding -> trimmed(coding).toLowerCase(Locale.ROOT))
                .toList();
        boolean chunkedLast = names.indexOf("chunked") == names.size() - 1;
        boolean tokens = names.stream().allMatch(TOKEN::matches);
        if (!lengths.isEmpty()
                || request.version().equals("HTTP/1.0")
                || codings.size() > 1
                || !chunkedLast
                || !tokens) {
            throw new Violation(
                    "transfer-encoding " + codings + " with content-length " + lengths + " in " + request.version());
        }
        if (names.size() > 1) {
            oddities.add("transfer coding other than chunked forwarded");
        }
    }

    private static long length(List<String> values) throws Violation {
        if (values.size() > 1 || !DIGITS.matches(values.get(0))) {
            throw new Violation("content-length " + values);
        }
        return new BigInteger(values.get(0)).min(LARGEST).longValueExact();
    }

    private Message sized(Message head, long length) throws Incomplete {
        if (bytes.length() - position < length) {
            throw new Incomplete(head.with(bytes.substring(position), Fields.NONE, false));
        }
        int from = position;
        position += (int) length;
        return head.with(bytes.substring(from, position), Fields.NONE, true);
    }

    private Message chunked(Message head) throws Violation, Incomplete {
        StringBuilder body = new StringBuilder();
        for (long size = chunkSize(head, body); size > 0; size = chunkSize(head, body)) {
            int left = bytes.length() - position;
            if (left > size && bytes.charAt(position + (int) size) != '\r') {
                throw new Violation("chunk data not followed by CRLF");
            }
            if (left - 2 < size) {
                body.append(bytes, position, position + (int) Math.min(size, left));
                throw new Incomplete(head.with(body.toString(), Fields.NONE, false));
            }
            int end = position + (int) size;
            if (!bytes.startsWith("\r\n", end)) {
                throw new Violation("chunk data not followed by CRLF");
            }
            body.append(bytes, position, end);
            position = end + 2;
        }
        Fields trailers = trailers(head.with(body.toString(), Fields.NONE, false));
        return head.with(body.toString(), trailers, true).with(oddities);
    }

    private long chunkSize(Message head, StringBuilder body) throws Violation, Incomplete {
        int lf = bytes.indexOf('\n', position);
        if (lf < 0) {
            if (bytes.length() - position > MAX_SIZE_LINE) {
                throw new Violation("endless chunk-size line");
            }
            throw new Incomplete(head.with(body.toString(), Fields.NONE, false));
        }
        String line = bytes.substring(position, lf);
        if (line.indexOf('\r') != line.length() - 1 || line.isEmpty()) {
            throw new Violation("chunk-size line not ended by CRLF: " + shown(line));
        }
        String size = line.substring(0, line.length() - 1);
        int extension = size.indexOf(';');
        if (extension >= 0) {
            oddities.add("chunk extension forwarded");
            size = trimmedEnd(size.substring(0, extension));
        }
        if (!HEX.matches(size)) {
            throw new Violation("bad chunk size: " + shown(line));
        }
        position = lf + 1;
        return new BigInteger(size, 16).min(LARGEST).longValueExact();
    }

    private Fields trailers(Message head) throws Violation, Incomplete {
        if (bytes.startsWith("\r\n", position)) {
            position += 2;
            return Fields.NONE;
        }
        int end = bytes.indexOf("\r\n\r\n", position);
        if (end < 0) {
            throw new Incomplete(head);
        }
        Fields trailers = fields(bytes.substring(position, end));
        position = end + 4;
        return trailers;
    }

    private static String trimmed(String value) {
        String end = trimmedEnd(value);
        int from = 0;
        while (from < end.length() && (end.charAt(from) == ' ' || end.charAt(from) == '\t')) {
            from++;
        }
        return end.substring(from);
    }

    private static String trimmedEnd(String value) {
        int to = value.length();
        while (to > 0 && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(0, to);
    }

    /** The beginning of a text with everything but plain ASCII escaped. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(60).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                shown.append((char) c);
            } else {
                shown.append(String.format(Locale.ROOT, "\\x%02x", c));
            }
        });
        return shown.toString();
    }
}
