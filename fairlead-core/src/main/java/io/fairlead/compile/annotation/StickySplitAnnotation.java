package io.fairlead.compile.annotation;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.SafeText;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import io.fairlead.routing.balance.HashKey;
import io.fairlead.routing.balance.HashKey.Cookie;
import io.fairlead.routing.balance.HashKey.Cookie.Creation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@code fairlead.io/sticky-split}: what the weighted destinations of a VirtualService are chosen by, instead
 * of at random for each request. An extension beyond Istio.
 */
public final class StickySplitAnnotation {
    /** The annotation's name. */
    public static final String NAME = "fairlead.io/sticky-split";

    /** How long a cookie that is made lives: longer than releases take. */
    public static final Duration COOKIE_AGE = Duration.ofDays(30);

    private StickySplitAnnotation() {}

    /** What destinations are chosen by; null if there is no annotation or it cannot be used. */
    public static @Nullable HashKey read(Resource<VirtualService> resource, Findings findings) {
        String text = resource.metadata().annotations().get(NAME);
        if (text == null) {
            return null;
        }
        HashKey key = parse(text.strip());
        if (key == null) {
            findings.warn(
                    Code.WRONG_TYPE,
                    new Place(resource, FieldPath.of("metadata", "annotations", NAME)),
                    "'" + text + "' does not name a part of requests; destinations are drawn at random.",
                    "Write header=NAME, cookie=NAME, query=NAME or generate-cookie=NAME.");
        }
        return key;
    }

    private static @Nullable HashKey parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return null;
        }
        String name = text.substring(equals + 1).strip();
        return switch (text.substring(0, equals).strip()) {
            case "header" -> SafeText.isToken(name) ? new HashKey.Header(name.toLowerCase(Locale.ROOT)) : null;
            case "cookie" -> SafeText.isToken(name) ? new Cookie(name, null) : null;
            case "generate-cookie" -> SafeText.isToken(name) ? new Cookie(name, creation()) : null;
            case "query" -> isParameter(name) ? new HashKey.QueryParameter(name) : null;
            default -> null;
        };
    }

    private static Creation creation() {
        return new Creation(Cookie.Value.RANDOM, "/", COOKIE_AGE, List.of(new Cookie.Attribute("SameSite", "Lax")));
    }

    private static boolean isParameter(String name) {
        return !name.isEmpty()
                && SafeText.isTarget(name)
                && name.chars().noneMatch(c -> c == '&' || c == '=' || c == '#');
    }
}
