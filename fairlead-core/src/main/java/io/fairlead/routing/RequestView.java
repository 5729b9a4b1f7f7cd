package io.fairlead.routing;

import java.nio.charset.StandardCharsets;

/**
 * The parts of a request that matching looks at, as ranges of one byte array.
 *
 * <p>One view is filled again and again by the edge that reads requests, so that choosing a route allocates nothing. The
 * edge has lower-cased header names and normalised the path in place; everything else is as the client wrote it. Ranges
 * are half open. Not thread-safe; valid until the next {@link #reset}.
 */
public final class RequestView {
    private final HeaderLines headers = new HeaderLines();
    private final MatchScratch matchScratch = new MatchScratch();
    private byte[] bytes = new byte[0];
    private int methodFrom;
    private int methodTo;
    private int pathFrom;
    private int pathTo;
    private int targetTo;
    private int authorityFrom;
    private int authorityTo;
    private boolean secure;

    /** Starts a new request whose ranges lie in {@code array}; the array is not copied. */
    public void reset(byte[] array) {
        bytes = array;
        methodFrom = methodTo = pathFrom = pathTo = targetTo = authorityFrom = authorityTo = 0;
        secure = false;
        headers.reset(array);
    }

    /** Tells that the array was replaced by {@code array}, a longer copy of it; the ranges stay. */
    public void moved(byte[] array) {
        bytes = array;
        headers.moved(array);
    }

    /** Sets the method. */
    public void method(int from, int to) {
        methodFrom = from;
        methodTo = to;
    }

    /**
     * Sets path and query: the path is {@code from..pathEnd}; where {@code end > pathEnd}, the byte at {@code pathEnd} is the
     * question mark and the query lies behind it, up to {@code end}.
     */
    public void target(int from, int pathEnd, int end) {
        pathFrom = from;
        pathTo = pathEnd;
        targetTo = end;
    }

    /** Sets the authority, which may end in a port. */
    public void authority(int from, int to) {
        authorityFrom = from;
        authorityTo = to;
    }

    /** Sets whether the request's scheme is https. */
    public void secure(boolean isHttps) {
        secure = isHttps;
    }

    /** The header lines. {@code host} is not among them: it is the authority. */
    public HeaderLines headers() {
        return headers;
    }

    /** The array that all ranges lie in. Read only. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the method begins. */
    public int methodFrom() {
        return methodFrom;
    }

    /** Where the method ends. */
    public int methodTo() {
        return methodTo;
    }

    /** Where the path begins. */
    public int pathFrom() {
        return pathFrom;
    }

    /** The end of the path, and the place of the question mark if there is a query. */
    public int pathTo() {
        return pathTo;
    }

    /** The end of path and query; equal to {@link #pathTo()} if there is no question mark. */
    public int targetTo() {
        return targetTo;
    }

    /** Where the authority begins. */
    public int authorityFrom() {
        return authorityFrom;
    }

    /** Where the authority ends. */
    public int authorityTo() {
        return authorityTo;
    }

    /** Whether the scheme is https. */
    public boolean isSecure() {
        return secure;
    }

    /** Room for choosing a route. */
    public MatchScratch matchScratch() {
        return matchScratch;
    }

    /** A copy of a range, one character per byte. For messages and logs, not for matching. */
    public String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
