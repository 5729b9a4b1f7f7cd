package io.fairlead.server.admin;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may change things on the admin address: whoever has the token; without a token, processes of this machine only.
 * A page in a browser here is neither: it cannot send {@code PUT}, {@code DELETE}, or JSON by {@code POST} to another origin
 * without being allowed to, and the {@link HostCheck} keeps it from being the same origin.
 */
final class ChangeGuard {
    private static final String SCHEME = "Bearer ";

    private final @Nullable String token;

    ChangeGuard(@Nullable String token) {
        this.token = token;
    }

    /** Why the caller may not change anything; null if it may. */
    @Nullable
    AdminResponse refusal(HttpExchange exchange) {
        String expected = token;
        if (expected == null) {
            return exchange.getRemoteAddress().getAddress().isLoopbackAddress()
                    ? null
                    : AdminResponse.error(
                            403, "changes from other machines need a token; start with --admin-token-file FILE");
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        boolean right = given != null
                && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8),
                        given.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
        if (right) {
            return null;
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        return AdminResponse.error(401, "changes need the header 'Authorization: Bearer TOKEN'");
    }
}
