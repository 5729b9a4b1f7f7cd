package io.fairlead.proxy.filter.binding;

import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the cookie of requests that lack it. Immutable; any thread. Source: Envoy {@code Utility::makeSetCookieValue}. */
final class CookieMaker {
    private static final CookieMaker NONE = new CookieMaker(null, "", "");

    private final HashKey.Cookie.@Nullable Value value;
    private final byte[] before;
    private final byte[] after;

    private CookieMaker(HashKey.Cookie.@Nullable Value value, String before, String after) {
        this.value = value;
        this.before = before.getBytes(StandardCharsets.UTF_8);
        this.after = after.getBytes(StandardCharsets.UTF_8);
    }

    static CookieMaker of(HashKey.Cookie cookie) {
        Creation creation = cookie.creation();
        if (creation == null) {
            return NONE;
        }
        StringBuilder after = new StringBuilder("\"");
        if (!creation.maxAge().isZero()) {
            after.append("; Max-Age=").append(creation.maxAge().toSeconds());
        }
        if (!creation.path().isEmpty()) {
            after.append("; Path=").append(creation.path());
        }
        for (HashKey.Cookie.Attribute attribute : creation.attributes()) {
            after.append("; ").append(attribute.name());
            if (!attribute.value().isEmpty()) {
                after.append('=').append(attribute.value());
            }
        }
        after.append("; HttpOnly");
        return new CookieMaker(creation.value(), cookie.name() + "=\"", after.toString());
    }

    /** Makes a cookie, if that is wanted, and tells the hash of its value. */
    boolean make(RequestBinding request) {
        if (value == null) {
            return false;
        }
        request.makeCookie(value, before, after);
        return true;
    }
}
