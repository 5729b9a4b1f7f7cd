package io.fairlead.proxy.observe;

import io.fairlead.routing.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one request, filled in while it is served; read by header values, metrics and the access log. The exchange
 * that owns it resets it for each request, so that nothing is allocated. Byte ranges given to it must stay untouched until
 * the access log line is written. Event loop only.
 *
 * <p>Times are nanoseconds of the proxy's {@link Ticker}; a moment that has not come is {@link #NEVER}.
 */
public final class RequestFacts {
    /** Stands for a moment that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

    /** The {@link #grpcStatus()} of a request that is not gRPC. */
    public static final int NOT_GRPC = -1;

    private static final HeaderSource NO_HEADERS = (name, value) -> false;

    private final ByteSlice method = new ByteSlice();
    private final ByteSlice path = new ByteSlice();
    private final ByteSlice authority = new ByteSlice();
    private final ByteScratch rewrites = new ByteScratch();
    private boolean secure;
    private HeaderSource requestHeaders = NO_HEADERS;
    private HeaderSource responseHeaders = NO_HEADERS;
    private String protocol = "HTTP/1.1";

    private long startMillis;
    private long startNanos;
    private long requestEndNanos;
    private long responseStartNanos;
    private long endNanos;

    private int responseCode;
    private int flags;
    private int grpcStatus;
    private int attempts;
    private @Nullable String responseCodeDetails;
    private @Nullable String connectionTerminationDetails;
    private @Nullable String upstreamTransportFailureReason;

    private long bytesReceived;
    private long bytesSent;
    private long wireBytesReceived;
    private long wireBytesSent;

    private @Nullable AddressText downstreamLocal;
    private @Nullable AddressText downstreamRemote;
    private @Nullable AddressText downstreamDirectRemote;
    private @Nullable AddressText upstreamHost;
    private @Nullable AddressText upstreamLocal;
    private @Nullable String upstreamCluster;
    private @Nullable String routeName;
    private @Nullable String requestedServerName;
    private long connectionId;

    /** Facts of no request yet. */
    public RequestFacts() {
        reset();
    }

    /**
     * Forgets everything about the last request, but keeps what belongs to the downstream connection: its addresses, its id,
     * the protocol and the requested server name.
     */
    public void reset() {
        method.clear();
        path.clear();
        authority.clear();
        rewrites.clear();
        secure = false;
        requestHeaders = responseHeaders = NO_HEADERS;
        startMillis = startNanos = 0;
        requestEndNanos = responseStartNanos = endNanos = NEVER;
        responseCode = flags = attempts = 0;
        grpcStatus = NOT_GRPC;
        responseCodeDetails = connectionTerminationDetails = upstreamTransportFailureReason = null;
        bytesReceived = bytesSent = wireBytesReceived = wireBytesSent = 0;
        upstreamHost = upstreamLocal = null;
        upstreamCluster = routeName = null;
    }

    // ---- the downstream connection

    /** Sets the addresses of the downstream connection. {@code remote} may come from a header, {@code direct} never does. */
    public void downstream(AddressText local, AddressText remote, AddressText direct) {
        downstreamLocal = local;
        downstreamRemote = remote;
        downstreamDirectRemote = direct;
    }

    /** Sets the number of the downstream connection, unique in this process. */
    public void connectionId(long id) {
        connectionId = id;
    }

    /** Sets the server name that the client asked for by TLS; null without TLS. */
    public void requestedServerName(@Nullable String name) {
        requestedServerName = name;
    }

    /** Sets the protocol as logged: {@code HTTP/1.1}, {@code HTTP/1.0}, {@code HTTP/2}. */
    public void protocol(String name) {
        protocol = name;
    }

    // ---- the request

    /** Sets when the first byte of the request came: wall clock and ticker. */
    public void start(long millis, long nanos) {
        startMillis = millis;
        startNanos = nanos;
    }

    /**
     * Sets method, path with query, and authority from the request line.
     *
     * @param headers the request's headers with all changes made to them, now and later
     */
    public void request(RequestView view, HeaderSource headers) {
        method.set(view.bytes(), view.methodFrom(), view.methodTo());
        path.set(view.bytes(), view.pathFrom(), view.targetTo());
        authority.set(view.bytes(), view.authorityFrom(), view.authorityTo());
        secure = view.isSecure();
        requestHeaders = headers;
    }

    /** Where a rewritten path can be put together: what is added here stays until {@link #reset}. */
    public ByteScratch rewrites() {
        return rewrites;
    }

    /** Replaces path and query, after a rewrite. */
    public void rewrittenPath(byte[] array, int from, int to) {
        path.set(array, from, to);
    }

    /** Replaces the authority, after a rewrite. */
    public void rewrittenAuthority(byte[] array, int from, int to) {
        authority.set(array, from, to);
    }

    /** Sets the name of the route that was taken; null or empty if it has none. */
    public void routeName(@Nullable String name) {
        routeName = name;
    }

    /** Sets when the last byte of the request came. */
    public void requestEnd(long nanos) {
        requestEndNanos = nanos;
    }

    /** Counts bytes of the request: its body, and all that came over the connection for it. */
    public void addReceived(long bodyBytes, long wireBytes) {
        bytesReceived += bodyBytes;
        wireBytesReceived += wireBytes;
    }

    // ---- the upstream

    /** Sets the cluster that was chosen. */
    public void upstreamCluster(@Nullable String name) {
        upstreamCluster = name;
    }

    /** Sets the endpoint of the last try; null if none was chosen. */
    public void upstreamHost(@Nullable AddressText address) {
        upstreamHost = address;
    }

    /** Sets this proxy's end of the connection to the endpoint; null if there is none. */
    public void upstreamLocal(@Nullable AddressText address) {
        upstreamLocal = address;
    }

    /** Counts a try to send the request to an endpoint. */
    public void addAttempt() {
        attempts++;
    }

    /** Sets why the connection to the upstream failed, for example {@code delayed connect error: Connection refused}. */
    public void upstreamTransportFailureReason(@Nullable String reason) {
        upstreamTransportFailureReason = reason;
    }

    // ---- the response

    /** Sets the code, and one of {@link ResponseCodeDetails} or a text like them. */
    public void response(int code, String details) {
        responseCode = code;
        responseCodeDetails = details;
    }

    /** Sets the code alone, as when it is mapped on its way out. */
    public void responseCode(int code) {
        responseCode = code;
    }

    /** Sets the details alone. */
    public void responseCodeDetails(@Nullable String details) {
        responseCodeDetails = details;
    }

    /** Sets the response's headers with all changes made to them, now and later. */
    public void responseHeaders(HeaderSource headers) {
        responseHeaders = headers;
    }

    /** Adds a flag. */
    public void flag(ResponseFlag flag) {
        flags |= flag.bit();
    }

    /** Sets the status of a gRPC call, 0 to 16, or {@link #NOT_GRPC}. */
    public void grpcStatus(int status) {
        grpcStatus = status;
    }

    /** Sets when the first byte of the upstream's response came. */
    public void responseStart(long nanos) {
        responseStartNanos = nanos;
    }

    /** Counts bytes of the response: its body, and all that was sent over the connection for it. */
    public void addSent(long bodyBytes, long wireBytes) {
        bytesSent += bodyBytes;
        wireBytesSent += wireBytes;
    }

    /** Sets why the downstream connection was closed by this proxy; null if it was not. */
    public void connectionTerminationDetails(@Nullable String details) {
        connectionTerminationDetails = details;
    }

    /** Sets when the last byte of the response was sent, or the request given up. */
    public void end(long nanos) {
        endNanos = nanos;
    }

    // ---- what was set

    /** The method. */
    public ByteSlice method() {
        return method;
    }

    /** Path and query as they stand now. */
    public ByteSlice path() {
        return path;
    }

    /** The authority as it stands now. */
    public ByteSlice authority() {
        return authority;
    }

    /** Whether the scheme is https. */
    public boolean isSecure() {
        return secure;
    }

    /** The request's headers as they stand now. */
    public HeaderSource requestHeaders() {
        return requestHeaders;
    }

    /** The response's headers as they stand now; none before there is a response. */
    public HeaderSource responseHeaders() {
        return responseHeaders;
    }

    /** The protocol of the request. */
    public String protocol() {
        return protocol;
    }

    /** When the request began, in milliseconds since 1970. */
    public long startMillis() {
        return startMillis;
    }

    /** When the request began. */
    public long startNanos() {
        return startNanos;
    }

    /** When the request's last byte came, or {@link #NEVER}. */
    public long requestEndNanos() {
        return requestEndNanos;
    }

    /** When the upstream's first byte came, or {@link #NEVER}. */
    public long responseStartNanos() {
        return responseStartNanos;
    }

    /** When the request was done with, or {@link #NEVER}. */
    public long endNanos() {
        return endNanos;
    }

    /** From the first byte of the request to the end of the response, in nanoseconds; 0 before that. */
    public long durationNanos() {
        return endNanos == NEVER ? 0 : Math.max(0, endNanos - startNanos);
    }

    /** The response code, 0 if no response was begun. */
    public int responseCode() {
        return responseCode;
    }

    /** The set of {@link ResponseFlag#bit}s. */
    public int flags() {
        return flags;
    }

    /** Whether a flag is set. */
    public boolean has(ResponseFlag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** The status of a gRPC call, or {@link #NOT_GRPC}. */
    public int grpcStatus() {
        return grpcStatus;
    }

    /** How often the request was sent, or tried to be, to an endpoint. */
    public int attempts() {
        return attempts;
    }

    /** Who set the response code, and why. */
    public @Nullable String responseCodeDetails() {
        return responseCodeDetails;
    }

    /** Why this proxy closed the downstream connection. */
    public @Nullable String connectionTerminationDetails() {
        return connectionTerminationDetails;
    }

    /** Why the connection to the upstream failed. */
    public @Nullable String upstreamTransportFailureReason() {
        return upstreamTransportFailureReason;
    }

    /** Bytes of the request's body. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Bytes of the response's body. */
    public long bytesSent() {
        return bytesSent;
    }

    /** All bytes of the request, as they came. */
    public long wireBytesReceived() {
        return wireBytesReceived;
    }

    /** All bytes of the response, as they went. */
    public long wireBytesSent() {
        return wireBytesSent;
    }

    /** This proxy's end of the client's connection. */
    public @Nullable AddressText downstreamLocal() {
        return downstreamLocal;
    }

    /** The client, as trusted headers name it. */
    public @Nullable AddressText downstreamRemote() {
        return downstreamRemote;
    }

    /** The other end of the client's connection. */
    public @Nullable AddressText downstreamDirectRemote() {
        return downstreamDirectRemote;
    }

    /** The endpoint of the last try. */
    public @Nullable AddressText upstreamHost() {
        return upstreamHost;
    }

    /** This proxy's end of the connection to the endpoint. */
    public @Nullable AddressText upstreamLocal() {
        return upstreamLocal;
    }

    /** The cluster that was chosen. */
    public @Nullable String upstreamCluster() {
        return upstreamCluster;
    }

    /** The name of the route that was taken. */
    public @Nullable String routeName() {
        return routeName;
    }

    /** The server name that the client asked for by TLS. */
    public @Nullable String requestedServerName() {
        return requestedServerName;
    }

    /** The number of the downstream connection. */
    public long connectionId() {
        return connectionId;
    }
}
