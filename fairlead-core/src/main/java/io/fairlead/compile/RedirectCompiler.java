package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.SafeText;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.HttpDirectResponse;
import io.fairlead.resource.HttpRedirect;
import io.fairlead.resource.HttpRedirect.RedirectPort;
import io.fairlead.resource.HttpRedirect.RedirectPortSelection;
import io.fairlead.routing.RouteAction;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers without an upstream: redirects and direct responses. Istio accepts some status codes that make Envoy refuse all
 * routes of the listener; here only the rule itself is left out. Source: Istio {@code ApplyRedirect}.
 */
final class RedirectCompiler {
    private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

    private final Findings findings;

    RedirectCompiler(Findings findings) {
        this.findings = findings;
    }

    /** The redirect, null if it cannot be served. */
    @Nullable
    RouteAction redirect(HttpRedirect redirect, BoundServer.Scope scope, Place place) {
        int code = redirect.redirectCode() == 0 ? 301 : (int) Math.min(redirect.redirectCode(), 999);
        if (!CODES.contains(code)) {
            findings.error(
                    Code.INVALID,
                    place.field("redirectCode"),
                    "Code " + redirect.redirectCode() + " is not one of a redirect; the rule is left out.",
                    "Use 301, 302, 303, 307 or 308.");
            return null;
        }
        String location = redirect.uri() + redirect.prefixRewrite() + redirect.authority() + redirect.scheme();
        if (!SafeText.isHeaderValue(location)) {
            findings.error(
                    Code.INVALID,
                    place,
                    "The new address has a control character; the rule is left out.",
                    "Remove it.");
            return null;
        }
        return new RouteAction.Redirect(
                redirect.prefixRewrite().isEmpty() ? orNull(redirect.uri()) : null,
                orNull(redirect.prefixRewrite()),
                orNull(redirect.authority()),
                port(redirect, scope),
                orNull(redirect.scheme()),
                code);
    }

    private static @Nullable Integer port(HttpRedirect redirect, BoundServer.Scope scope) {
        long port = 0;
        if (redirect.redirectPort() instanceof RedirectPort.Port written) {
            port = written.port();
        } else if (redirect.redirectPort() instanceof RedirectPort.DerivePort derived
                && derived.derivePort() == RedirectPortSelection.FROM_REQUEST_PORT) {
            port = scope.port();
        }
        String scheme = redirect.scheme();
        if (scheme.isEmpty()) {
            scheme = scope.transport() == BoundServer.Transport.TLS ? "https" : "http";
        }
        boolean implied = port == 80 && scheme.equals("http") || port == 443 && scheme.equals("https");
        return port < 1 || port > 65535 || implied ? null : (int) port;
    }

    /** The direct response, null if it cannot be served. */
    @Nullable
    RouteAction directResponse(HttpDirectResponse response, Place place) {
        if (response.status() < 200 || response.status() > 599) {
            findings.error(
                    Code.INVALID,
                    place.field("status"),
                    "Status " + response.status() + " cannot be sent; the rule is left out.",
                    "Use a status from 200 to 599.");
            return null;
        }
        HttpDirectResponse.HttpBody body = response.body();
        return new RouteAction.DirectResponse((int) response.status(), body == null ? Bytes.EMPTY : body.content());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
