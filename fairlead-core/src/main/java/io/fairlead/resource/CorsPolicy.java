package io.fairlead.resource;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin resource sharing.
 *
 * @param allowOrigin deprecated exact origins, {@code *} for any; used if {@code allowOrigins} is empty
 * @param maxAge null means that no header is sent
 * @param allowCredentials null means that no header is sent
 */
public record CorsPolicy(
        List<String> allowOrigin,
        List<StringMatch> allowOrigins,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        @Nullable Duration maxAge,
        @Nullable Boolean allowCredentials,
        UnmatchedPreflights unmatchedPreflights) {
    public CorsPolicy {
        allowOrigin = List.copyOf(allowOrigin);
        allowOrigins = List.copyOf(allowOrigins);
        allowMethods = List.copyOf(allowMethods);
        allowHeaders = List.copyOf(allowHeaders);
        exposeHeaders = List.copyOf(exposeHeaders);
    }

    /** What happens to a preflight from an origin that is not allowed. */
    public enum UnmatchedPreflights {
        /** Not written: {@link #FORWARD}. */
        UNSPECIFIED,
        /** It is forwarded. */
        FORWARD,
        /** It is answered without allowing anything. */
        IGNORE
    }
}
