package io.fairlead.routing.match;

import io.fairlead.routing.RequestView;
import org.jspecify.annotations.Nullable;

/** A part that every request has once. */
enum RequestPart {
    /** The path without query. */
    PATH,
    /** {@code :method}. */
    METHOD,
    /** {@code :scheme}: http or https. */
    SCHEME,
    /** {@code :authority}, with its port; {@code host} is another name for it. */
    AUTHORITY,
    /** {@code :path}: path and query. */
    TARGET;

    private static final byte[] HTTP = {'h', 't', 't', 'p'};
    private static final byte[] HTTPS = {'h', 't', 't', 'p', 's'};

    /** The part that a header matcher with this name looks at; null if it looks at header lines. */
    static @Nullable RequestPart ofHeader(String name) {
        return switch (name) {
            case ":method" -> METHOD;
            case ":scheme" -> SCHEME;
            case ":authority", "host" -> AUTHORITY;
            case ":path" -> TARGET;
            default -> null;
        };
    }

    /** The array that the part lies in. */
    byte[] bytes(RequestView request) {
        if (this == SCHEME) {
            return request.isSecure() ? HTTPS : HTTP;
        }
        return request.bytes();
    }

    /** Where the part begins. */
    int from(RequestView request) {
        return switch (this) {
            case PATH, TARGET -> request.pathFrom();
            case METHOD -> request.methodFrom();
            case SCHEME -> 0;
            case AUTHORITY -> request.authorityFrom();
        };
    }

    /** Where the part ends. */
    int to(RequestView request) {
        return switch (this) {
            case PATH -> request.pathTo();
            case TARGET -> request.targetTo();
            case METHOD -> request.methodTo();
            case SCHEME -> request.isSecure() ? HTTPS.length : HTTP.length;
            case AUTHORITY -> request.authorityTo();
        };
    }
}
