package io.fairlead.testkit.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of HTTP/1.1 messages from a stream (RFC 9112), refusing whatever the grammar does not have: lines
 * that end in a lone LF, folded lines, white space before the colon, other chunk sizes than hexadecimal digits.
 *
 * <p>Text is ISO 8859-1, so that every byte is kept. Not thread-safe.
 */
public final class MessageReader {
    private static final int MAX_LINE_BYTES = 1 << 20;
    private static final int MAX_FIELDS = 10_000;
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final String NAME_MARKS = "!#$%&'*+-.^_`|~";

    private final InputStream in;

    /** Reads from a stream that it buffers itself; closing the stream is left to the caller. */
    public MessageReader(InputStream in) {
        this.in = new BufferedInputStream(in, BLOCK_BYTES);
    }

    /**
     * The next line without its CRLF, or null if the stream has ended before it.
     *
     * @throws EOFException if the stream ends within the line
     */
    public @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int last = -1;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                if (last != '\r') {
                    throw new MalformedMessage("a line ends in a lone LF");
                }
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.substring(0, text.length() - 1);
            }
            if (last == '\r') {
                throw new MalformedMessage("CR within a line");
            }
            if (line.size() >= MAX_LINE_BYTES) {
                throw new MalformedMessage("a line is longer than " + MAX_LINE_BYTES + " bytes");
            }
            line.write(next);
            last = next;
        }
        if (line.size() > 0) {
            throw new EOFException("the stream ends within a line");
        }
        return null;
    }

    /** The field lines up to and including the empty line. */
    public Fields fields() throws IOException {
        List<Field> lines = new ArrayList<>();
        for (String line = lineOrEnd(); !line.isEmpty(); line = lineOrEnd()) {
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line, colon)) {
                throw new MalformedMessage("not a field line: " + line);
            }
            if (lines.size() == MAX_FIELDS) {
                throw new MalformedMessage("more than " + MAX_FIELDS + " fields");
            }
            lines.add(new Field(line.substring(0, colon), trim(line.substring(colon + 1))));
        }
        return new Fields(lines);
    }

    /** Copies so many bytes. */
    public void exactly(long count, OutputStream sink) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long left = count;
        while (left > 0) {
            int read = in.read(block, 0, (int) Math.min(left, block.length));
            if (read < 0) {
                throw new EOFException("the stream ends " + left + " bytes before the end of the body");
            }
            sink.write(block, 0, read);
            left -= read;
        }
    }

    /** Copies the data of a chunked body, and returns its trailers. */
    public Fields chunked(OutputStream sink) throws IOException {
        while (true) {
            String line = lineOrEnd();
            int extension = line.indexOf(';');
            long size = chunkSize(extension < 0 ? line : trim(line.substring(0, extension)));
            if (size == 0) {
                return fields();
            }
            exactly(size, sink);
            if (!lineOrEnd().isEmpty()) {
                throw new MalformedMessage("a chunk is longer than its size");
            }
        }
    }

    /** Copies all that is left. */
    public void untilEnd(OutputStream sink) throws IOException {
        in.transferTo(sink);
    }

    /**
     * The value of the content-length fields, or -1 if there are none.
     *
     * @throws MalformedMessage if it is no number or there are different ones
     */
    public static long contentLength(Fields fields) throws MalformedMessage {
        List<String> values = fields.all("content-length");
        if (values.isEmpty()) {
            return -1;
        }
        String value = values.get(0);
        boolean digits =
                !value.isEmpty() && value.length() < 19 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || !values.stream().allMatch(value::equals)) {
            throw new MalformedMessage("content-length is " + values);
        }
        return Long.parseLong(value);
    }

    private String lineOrEnd() throws IOException {
        String line = line();
        if (line == null) {
            throw new EOFException("the stream ends within a message");
        }
        return line;
    }

    private static long chunkSize(String text) throws MalformedMessage {
        boolean hex = !text.isEmpty() && text.length() < 16 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        if (!hex) {
            throw new MalformedMessage("not a chunk size: " + text);
        }
        return Long.parseLong(text, 16);
    }

    private static boolean isToken(String line, int end) {
        return line.substring(0, end)
                .chars()
                .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || NAME_MARKS.indexOf(c) >= 0);
    }

    private static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
            from++;
        }
        while (to > from && (value.charAt(to - 1) == ' ' || value.charAt(to - 1) == '\t')) {
            to--;
        }
        return value.substring(from, to);
    }
}
