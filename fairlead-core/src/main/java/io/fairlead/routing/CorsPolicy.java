package io.fairlead.routing;

import java.util.List;

/**
 * Cross-origin resource sharing, answered by the proxy. Source: Istio {@code CorsPolicy}, Envoy's cors filter.
 *
 * @param allowOrigins any of them; {@link StringMatcher.Exact} with {@code *} matches every origin
 * @param allowMethods the header value as it is sent; "" sends none
 * @param allowHeaders the header value as it is sent; "" sends none
 * @param exposeHeaders the header value as it is sent; "" sends none
 * @param maxAge seconds, as the header value is sent; "" sends none
 * @param credentials whether browsers may send credentials
 * @param unmatchedPreflights what a preflight request of another origin gets
 */
public record CorsPolicy(
        List<StringMatcher> allowOrigins,
        String allowMethods,
        String allowHeaders,
        String exposeHeaders,
        String maxAge,
        Credentials credentials,
        UnmatchedPreflights unmatchedPreflights) {
    /** Whether {@code access-control-allow-credentials: true} is sent. */
    public enum Credentials {
        UNSET,
        ALLOWED
    }

    /** What happens to a preflight request whose origin is not allowed. */
    public enum UnmatchedPreflights {
        /** It goes to the upstream. */
        FORWARD,
        /** It is answered with 200 and without allowing the origin. */
        IGNORE
    }

    public CorsPolicy {
        allowOrigins = List.copyOf(allowOrigins);
    }
}
