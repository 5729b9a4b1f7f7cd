package io.fairlead.validate;

import io.fairlead.resource.HttpDirectResponse;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRedirect;
import io.fairlead.resource.HttpRewrite;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.StringMatch;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.Texts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on redirects, direct responses and rewrites. */
final class HttpAnswerRules {
    private static final Set<Long> REDIRECT_CODES = Set.of(0L, 301L, 302L, 303L, 307L, 308L);
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int LARGE_BODY_BYTES = 100 << 10;

    private HttpAnswerRules() {}

    static void redirect(Field rule, HttpRoute route) {
        HttpRedirect redirect = route.redirect();
        if (redirect == null) {
            return;
        }
        Field field = rule.field("redirect");
        if (!redirect.uri().isEmpty() && !redirect.prefixRewrite().isEmpty()) {
            field.field("prefixRewrite").error("uri and prefixRewrite exclude each other.", "Remove one of the two.");
        }
        if (redirect.uri().isEmpty()
                && redirect.prefixRewrite().isEmpty()
                && redirect.authority().isEmpty()
                && redirect.redirectPort() == null
                && redirect.scheme().isEmpty()) {
            field.error("The redirect leads nowhere.", "Write uri, prefixRewrite, authority, port or scheme.");
        }
        if (!redirect.scheme().isEmpty()
                && !redirect.scheme().equals("http")
                && !redirect.scheme().equals("https")) {
            field.field("scheme").error(Texts.quote(redirect.scheme()) + " is no scheme.", "Use http or https.");
        }
        if (redirect.redirectPort() instanceof HttpRedirect.RedirectPort.Port port) {
            CommonRules.optionalPort(field.field("port"), port.port());
        }
        redirectCode(field.field("redirectCode"), redirect.redirectCode());
        if (!redirect.prefixRewrite().isEmpty()) {
            for (HttpMatchRequest match : route.match()) {
                if (match.uri() != null && !(match.uri() instanceof StringMatch.Prefix)) {
                    field.field("prefixRewrite")
                            .error("Only a prefix can be rewritten.", "Match uri by prefix in every match.");
                }
            }
        }
    }

    private static void redirectCode(Field field, long code) {
        if (code != 0 && (code < 300 || code > 399)) {
            field.error("Code " + code + " is not one of a redirect.", "Use 301, 302, 303, 307 or 308.");
        } else if (!REDIRECT_CODES.contains(code)) {
            field.notServed(
                    "Code " + code + " cannot be served; the rule is left out.", "Use 301, 302, 303, 307 or 308.");
        }
    }

    static void directResponse(Field field, @Nullable HttpDirectResponse response) {
        if (response == null) {
            return;
        }
        if (response.status() < 200 || response.status() > 600) {
            field.field("status")
                    .error("Status " + response.status() + " is out of range.", "Use a status from 200 to 599.");
        } else if (response.status() == 600) {
            field.field("status")
                    .notServed("Status 600 cannot be sent; the rule is left out.", "Use one from 200 to 599.");
        }
        int size = response.body() == null ? 0 : response.body().content().size();
        if (size > MAX_BODY_BYTES) {
            field.field("body").error("The body is larger than 1 MiB.", "Serve it from an upstream.");
        } else if (size > LARGE_BODY_BYTES) {
            field.field("body").warn("The body is larger than 100 KiB.", "Serve it from an upstream.");
        }
    }

    static void rewrite(Field field, @Nullable HttpRewrite rewrite) {
        if (rewrite == null) {
            return;
        }
        HttpRewrite.RegexRewrite regex = rewrite.uriRegexRewrite();
        if (!rewrite.uri().isEmpty() && regex != null) {
            field.field("uriRegexRewrite").error("uri and uriRegexRewrite exclude each other.", "Remove one.");
        }
        if (rewrite.uri().isEmpty() && regex == null && rewrite.authority().isEmpty()) {
            field.error("The rewrite changes nothing.", "Write uri, uriRegexRewrite or authority.");
        }
        if (regex != null) {
            Field at = field.field("uriRegexRewrite");
            CommonRules.regex(at.field("match"), regex.match());
            if (regex.rewrite().isEmpty()) {
                at.field("rewrite").error("The replacement is empty.", "Write one.");
            }
        }
    }
}
