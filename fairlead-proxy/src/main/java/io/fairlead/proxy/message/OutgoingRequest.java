package io.fairlead.proxy.message;

import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.BodyFraming;
import io.fairlead.proxy.http1.RequestHead;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.http1.Upgrade;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import java.util.Arrays;
import java.util.Locale;

/**
 * The head of a request as it goes to an upstream, with all changes made to it. That of an exchange is a view of the
 * exchange's own parts, valid as long as these are; a {@link #copy} stands for itself. Event loop only.
 */
public final class OutgoingRequest {
    private final HeaderEdits headers;
    private final ByteSlice method;
    private final ByteSlice path;
    private final ByteSlice authority;
    private RequestMethod knownMethod = RequestMethod.OTHER;
    private BodyFraming framing = BodyFraming.NONE;
    private long contentLength;
    private boolean secure;
    private boolean upgrade;
    private boolean acceptsTrailers;
    private boolean ofHttp2;

    /** A view of these parts, which are not copied. */
    public OutgoingRequest(HeaderEdits headers, ByteSlice method, ByteSlice path, ByteSlice authority) {
        this.headers = headers;
        this.method = method;
        this.path = path;
        this.authority = authority;
    }

    /**
     * Takes over the framing and the method of the request that came.
     *
     * @param isOfHttp2 whether it came in HTTP/2
     */
    public void describe(RequestHead head, boolean isOfHttp2) {
        ofHttp2 = isOfHttp2;
        knownMethod = head.method();
        framing = head.framing();
        contentLength = head.contentLength();
        secure = head.view().isSecure();
        upgrade = head.upgrade() == Upgrade.WEBSOCKET;
        acceptsTrailers = head.acceptsTrailers();
    }

    /** The headers, without the authority and without those that frame the body in HTTP/1.1, but with Content-Length. */
    public HeaderEdits headers() {
        return headers;
    }

    /** The method as it came. */
    public ByteSlice method() {
        return method;
    }

    /** The method, for comparing. */
    public RequestMethod knownMethod() {
        return knownMethod;
    }

    /** Path and query. */
    public ByteSlice path() {
        return path;
    }

    /** The authority. */
    public ByteSlice authority() {
        return authority;
    }

    /** The host of the authority: in lower case, without port and without the brackets of an IPv6 address. */
    public String host() {
        String text = authority.toString().toLowerCase(Locale.ROOT);
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return text.substring(1, bracket);
        }
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** Whether the client's scheme is https. */
    public boolean isSecure() {
        return secure;
    }

    /**
     * Whether the request asks for a WebSocket, by the lines {@code connection} and {@code upgrade} among its headers. After a
     * response with status 101 both bodies are the bytes of the WebSocket, although the request was ended before.
     */
    public boolean isUpgrade() {
        return upgrade;
    }

    /** Whether the request came in HTTP/2. */
    public boolean isOfHttp2() {
        return ofHttp2;
    }

    /** Whether the client said that it takes trailers, which HTTP/2 passes on. */
    public boolean acceptsTrailers() {
        return acceptsTrailers;
    }

    /** How the body came. */
    public BodyFraming framing() {
        return framing;
    }

    /** Whether the request ends with its head. */
    public boolean isBodiless() {
        return framing != BodyFraming.CHUNKED && contentLength == 0;
    }

    /** The same, independent of what this is a view of. */
    public OutgoingRequest copy() {
        ByteScratch text = new ByteScratch();
        int[] ends = new int[2 * headers.end()];
        int count = 0;
        ByteSlice part = new ByteSlice();
        for (int i = 0; i < headers.end(); i++) {
            if (!headers.isDropped(i)) {
                headers.name(i, part);
                text.append(part);
                ends[count++] = text.size();
                text.append(": ");
                headers.value(i, part);
                text.append(part);
                ends[count++] = text.size();
                text.append("\r\n");
            }
        }
        HeaderEdits edits = new HeaderEdits();
        edits.reset(lines(text.array(), ends, count));
        OutgoingRequest copy = new OutgoingRequest(edits, copy(method), copy(path), copy(authority));
        copy.knownMethod = knownMethod;
        copy.framing = framing;
        copy.contentLength = contentLength;
        copy.secure = secure;
        copy.upgrade = upgrade;
        copy.acceptsTrailers = acceptsTrailers;
        copy.ofHttp2 = ofHttp2;
        return copy;
    }

    private static HeaderLines lines(byte[] text, int[] ends, int count) {
        HeaderLines lines = new HeaderLines();
        lines.reset(text);
        int from = 0;
        for (int i = 0; i < count; i += 2) {
            lines.add(HeaderName.hash(text, from, ends[i]), from, ends[i], ends[i] + 2, ends[i + 1]);
            from = ends[i + 1] + 2;
        }
        return lines;
    }

    private static ByteSlice copy(ByteSlice slice) {
        byte[] bytes = Arrays.copyOfRange(slice.array(), slice.from(), slice.to());
        ByteSlice copy = new ByteSlice();
        copy.set(bytes, 0, bytes.length);
        return copy;
    }
}
