package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A {@link RouteAction.Redirect}, ready to run: the status, and the location for a request. Immutable; any thread. */
public final class RedirectResponse {
    /** The status of a redirect to https that a virtual host demands. */
    public static final int HTTPS_STATUS = 301;

    private static final byte[] HTTP = ascii("http://");
    private static final byte[] HTTPS = ascii("https://");
    private static final byte[] HTTP_PORT = ascii(":80");
    private static final byte[] HTTPS_PORT = ascii(":443");

    private final int status;
    private final @Nullable Boolean secure;
    private final byte @Nullable [] authority;
    private final byte @Nullable [] port;
    private final byte @Nullable [] path;
    private final boolean pathHasQuery;
    private final @Nullable PathRewriter prefix;

    private RedirectResponse(RouteAction.Redirect redirect, PathMatcher matcher) {
        status = redirect.status();
        secure = redirect.scheme() == null ? null : redirect.scheme().equals("https");
        authority = redirect.authority() == null ? null : utf8(redirect.authority());
        port = redirect.port() == null ? null : ascii(":" + redirect.port());
        String newPath = redirect.path();
        path = newPath == null ? null : utf8(newPath.startsWith("/") ? newPath : "/" + newPath);
        pathHasQuery = newPath != null && newPath.indexOf('?') >= 0;
        prefix = redirect.prefixRewrite() == null ? null : PathRewriter.ofPrefix(redirect.prefixRewrite(), matcher);
    }

    /** Compiles the redirect of a route that matches by {@code matcher}. */
    public static RedirectResponse of(RouteAction.Redirect redirect, PathMatcher matcher) {
        return new RedirectResponse(redirect, matcher);
    }

    /** The status of the response. */
    public int status() {
        return status;
    }

    /** Adds the value of the {@code location} header to {@code out}. */
    public void appendLocation(RequestView request, ByteScratch out) {
        boolean https = secure == null ? request.isSecure() : secure;
        out.append(https ? HTTPS : HTTP);
        if (authority != null) {
            out.append(authority);
        } else {
            out.append(request.bytes(), request.authorityFrom(), keptAuthorityEnd(request, https));
        }
        if (port != null) {
            out.append(port);
        }
        appendPath(request, out);
    }

    /** Adds the {@code location} of the same host and path under https. A port in the host stays. */
    public static void appendHttpsLocation(RequestView request, ByteScratch out) {
        out.append(HTTPS);
        out.append(request.bytes(), request.authorityFrom(), request.authorityTo());
        out.append(request.bytes(), request.pathFrom(), request.targetTo());
    }

    /** The request's port goes if another is set, or if it is the default one of the scheme that is left. */
    private int keptAuthorityEnd(RequestView request, boolean https) {
        int colon = portColon(request);
        if (colon < 0) {
            return request.authorityTo();
        }
        boolean schemeChanges = https != request.isSecure();
        byte[] oldDefault = request.isSecure() ? HTTPS_PORT : HTTP_PORT;
        if (port != null || schemeChanges && endsWith(request, colon, oldDefault)) {
            return colon;
        }
        return request.authorityTo();
    }

    /** Where the colon before the port stands in the authority, or -1. The colons of an IPv6 address lie in brackets. */
    private static int portColon(RequestView request) {
        byte[] bytes = request.bytes();
        for (int i = request.authorityTo() - 1; i >= request.authorityFrom(); i--) {
            if (bytes[i] == ':') {
                return i;
            }
            if (bytes[i] == ']') {
                return -1;
            }
        }
        return -1;
    }

    private static boolean endsWith(RequestView request, int from, byte[] expected) {
        return Arrays.equals(request.bytes(), from, request.authorityTo(), expected, 0, expected.length);
    }

    private void appendPath(RequestView request, ByteScratch out) {
        if (path != null) {
            out.append(path);
            if (!pathHasQuery) {
                out.append(request.bytes(), request.pathTo(), request.targetTo());
            }
            return;
        }
        int start = out.size();
        if (prefix != null) {
            prefix.append(request, out);
        } else {
            out.append(request.bytes(), request.pathFrom(), request.targetTo());
        }
        if (out.size() == start || out.array()[start] != '/') {
            insertSlash(out, start);
        }
    }

    private static void insertSlash(ByteScratch out, int start) {
        int end = out.reserve(1);
        System.arraycopy(out.array(), start, out.array(), start + 1, end - start);
        out.array()[start] = '/';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
