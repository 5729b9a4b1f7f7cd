package io.fairlead.server.admin;

import org.jspecify.annotations.Nullable;

/**
 * What a page hears of an admin request.
 *
 * @param method in upper case
 * @param path decoded, without the query
 * @param body as UTF-8 text, at most {@link #MAX_BODY_BYTES}; "" for none
 * @param remote the caller's address, for the log
 * @param author who the caller says to be ({@code X-Fairlead-User}), null if it does not
 */
public record AdminRequest(
        String method,
        String path,
        AdminQuery query,
        String body,
        String remote,
        @Nullable String author) {
    /** A longer body is refused. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** Whether the request asks for a change. */
    public boolean isChange() {
        return !method.equals("GET") && !method.equals("HEAD");
    }
}
