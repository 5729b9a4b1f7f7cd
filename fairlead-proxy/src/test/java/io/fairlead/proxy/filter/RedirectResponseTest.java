package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteAction.Redirect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedirectResponseTest {
    private static final Redirect KEEP = new Redirect(null, null, null, null, null, 301);

    @Test
    void theUriReplacesTheWholePathAndKeepsTheQueryUnlessItHasOne() {
        assertThat(location(uri("/target"), http("app.test", "/pre/x/y?a=1"))).isEqualTo("http://app.test/target?a=1");
        assertThat(location(uri("/target?fixed=1"), http("app.test", "/q?b=2")))
                .isEqualTo("http://app.test/target?fixed=1");
        assertThat(location(uri("/target?fixed=1"), http("app.test", "/q")))
                .isEqualTo("http://app.test/target?fixed=1");
        assertThat(location(uri("target"), http("app.test", "/noslash"))).isEqualTo("http://app.test/target");
        assertThat(location(uri("/a%20b"), http("app.test", "/abs?x=%20"))).isEqualTo("http://app.test/a%20b?x=%20");
    }

    @Test
    void aPrefixIsReplacedAndTheRestKept() {
        assertThat(prefix("/old", "/new", "/old/x?y=1")).isEqualTo("http://app.test/new/x?y=1");
        assertThat(prefix("/old", "/new", "/older")).isEqualTo("http://app.test/newer");
        assertThat(prefix("/cut/", "/", "/cut/a/b")).isEqualTo("http://app.test/a/b");
        assertThat(prefix("/cut/", "rel/", "/cut/a")).isEqualTo("http://app.test/rel/a");
    }

    @Test
    void anExplicitPortOfTheRequestStaysUnlessItIsTheDefaultOfTheSchemeLeft() {
        assertThat(location(uri("/t"), http("app.test:18080", "/p"))).isEqualTo("http://app.test:18080/t");
        assertThat(location(scheme("https"), http("app.test:80", "/p"))).isEqualTo("https://app.test/p");
        assertThat(location(scheme("https"), http("app.test:443", "/p"))).isEqualTo("https://app.test:443/p");
        assertThat(location(scheme("http"), https("app.test:443", "/p"))).isEqualTo("http://app.test/p");
        assertThat(location(scheme("http"), https("app.test:18443", "/p"))).isEqualTo("http://app.test:18443/p");
        assertThat(location(scheme("http"), http("app.test:80", "/p"))).isEqualTo("http://app.test:80/p");
        assertThat(location(scheme("https"), http("app.test:8080", "/p"))).isEqualTo("https://app.test:8080/p");
        assertThat(location(KEEP, https("app.test", "/p"))).isEqualTo("https://app.test/p");
    }

    @Test
    void aPortReplacesTheRequestsOne() {
        Redirect port = new Redirect(null, null, null, 8443, "https", 301);
        Redirect both = new Redirect(null, null, "other.test:1", 8443, null, 301);

        assertThat(location(port, http("app.test:18080", "/p?q"))).isEqualTo("https://app.test:8443/p?q");
        assertThat(location(port, http("[::1]:80", "/p"))).isEqualTo("https://[::1]:8443/p");
        assertThat(location(port, http("[::1]", "/p"))).isEqualTo("https://[::1]:8443/p");
        assertThat(location(both, http("app.test", "/p"))).isEqualTo("http://other.test:1:8443/p");
    }

    @Test
    void anAuthorityReplacesHostAndPort() {
        Redirect authority = new Redirect(null, null, "other.test", null, null, 308);

        assertThat(location(authority, http("app.test:80", "/p"))).isEqualTo("http://other.test/p");
        assertThat(RedirectResponse.of(authority, PathMatcher.ANY).status()).isEqualTo(308);
    }

    @Test
    void theRedirectToHttpsKeepsEverythingElse() {
        ByteScratch out = new ByteScratch();
        RedirectResponse.appendHttpsLocation(http("app.test:18080", "/a/b?c=d"), out);

        assertThat(out).hasToString("https://app.test:18080/a/b?c=d");
        assertThat(RedirectResponse.HTTPS_STATUS).isEqualTo(301);
    }

    private static Redirect uri(String path) {
        return new Redirect(path, null, null, null, null, 301);
    }

    private static Redirect scheme(@Nullable String scheme) {
        return new Redirect(null, null, null, null, scheme, 301);
    }

    private static String prefix(String matched, String replacement, String target) {
        return location(
                new Redirect(null, replacement, null, null, null, 301),
                new PathMatcher.Prefix(matched, false),
                http("app.test", target));
    }

    private static String location(Redirect redirect, RequestView request) {
        return location(redirect, PathMatcher.ANY, request);
    }

    private static String location(Redirect redirect, PathMatcher matcher, RequestView request) {
        ByteScratch out = new ByteScratch();
        out.append("kept ");
        RedirectResponse.of(redirect, matcher).appendLocation(request, out);
        assertThat(out.toString()).startsWith("kept ");
        return out.toString().substring("kept ".length());
    }

    private static RequestView http(String authority, String target) {
        return Messages.request("GET", authority, target);
    }

    private static RequestView https(String authority, String target) {
        RequestView view = http(authority, target);
        view.secure(true);
        return view;
    }
}
