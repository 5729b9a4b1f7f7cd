package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.routing.CorsPolicy;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.match.ValueMatcher;
import java.util.List;

/**
 * A {@link CorsPolicy}, ready to run: decides about origins and sets the headers. Immutable; any thread. Source: Envoy, "CORS
 * filter"; Fetch standard, "HTTP extensions".
 */
public final class CorsFilter {
    /** The request header that makes a request one of CORS. */
    public static final HeaderName ORIGIN = HeaderName.of("origin");

    /** The request header that makes an OPTIONS request a preflight. */
    public static final HeaderName REQUEST_METHOD = HeaderName.of("access-control-request-method");

    private static final HeaderName ALLOW_ORIGIN = HeaderName.of("access-control-allow-origin");
    private static final HeaderName ALLOW_CREDENTIALS = HeaderName.of("access-control-allow-credentials");
    private static final HeaderName ALLOW_METHODS = HeaderName.of("access-control-allow-methods");
    private static final HeaderName ALLOW_HEADERS = HeaderName.of("access-control-allow-headers");
    private static final HeaderName EXPOSE_HEADERS = HeaderName.of("access-control-expose-headers");
    private static final HeaderName MAX_AGE = HeaderName.of("access-control-max-age");

    private final CorsPolicy policy;
    private final boolean allowsAny;
    private final List<ValueMatcher> origins;

    private CorsFilter(CorsPolicy policy) {
        this.policy = policy;
        this.allowsAny = policy.allowOrigins().contains(new StringMatcher.Exact("*"));
        this.origins = policy.allowOrigins().stream().map(ValueMatcher::of).toList();
    }

    /** Compiles a policy. */
    public static CorsFilter of(CorsPolicy policy) {
        return new CorsFilter(policy);
    }

    /** Whether pages of an origin may use the answer. */
    public boolean allows(ByteSlice origin) {
        if (allowsAny) {
            return true;
        }
        for (ValueMatcher matcher : origins) {
            if (matcher.matches(origin.array(), origin.from(), origin.to())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a preflight request of an origin that is not allowed is answered here too. */
    public boolean answersUnmatchedPreflights() {
        return policy.unmatchedPreflights() == CorsPolicy.UnmatchedPreflights.IGNORE;
    }

    /** Sets the headers of the answer to a preflight request; {@code origin} is empty if it is not allowed. */
    public void setPreflightHeaders(HeaderEdits response, ByteSlice origin) {
        allowOrigin(response, origin);
        setUnlessEmpty(response, ALLOW_METHODS, policy.allowMethods());
        setUnlessEmpty(response, ALLOW_HEADERS, policy.allowHeaders());
        setUnlessEmpty(response, MAX_AGE, policy.maxAge());
    }

    /** Sets the headers of the answer to an actual request of an allowed origin. */
    public void setResponseHeaders(HeaderEdits response, ByteSlice origin) {
        allowOrigin(response, origin);
        setUnlessEmpty(response, EXPOSE_HEADERS, policy.exposeHeaders());
    }

    private void allowOrigin(HeaderEdits response, ByteSlice origin) {
        if (origin.length() > 0) {
            response.set(ALLOW_ORIGIN, origin.array(), origin.from(), origin.to());
            if (policy.credentials() == CorsPolicy.Credentials.ALLOWED) {
                response.set(ALLOW_CREDENTIALS, "true");
            }
        }
    }

    private static void setUnlessEmpty(HeaderEdits response, HeaderName name, String value) {
        if (!value.isEmpty()) {
            response.set(name, value);
        }
    }
}
