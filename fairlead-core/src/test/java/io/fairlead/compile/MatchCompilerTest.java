package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.Viewpoint;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchCompilerTest {
    private static final String TO_ECHO = "route: [{destination: {host: echo}}]";

    private static Compilation with(String match) {
        return Compilation.of(GATEWAY, ECHO, app("{match: [" + match + "], " + TO_ECHO + "}"));
    }

    private static RouteMatch match(String match) {
        return with(match).routes().get(0).match();
    }

    @Test
    void pathsAreExactPrefixOrRegex() {
        assertThat(match("{uri: {exact: /a}}").path()).isEqualTo(new PathMatcher.Exact("/a", false));
        assertThat(match("{uri: {prefix: /a}, ignoreUriCase: true}").path())
                .isEqualTo(new PathMatcher.Prefix("/a", true));
        assertThat(match("{uri: {regex: '/a.*'}, ignoreUriCase: true}").path())
                .isEqualTo(new PathMatcher.Regex("/a.*"));
        assertThat(match("{uri: {}}").path()).isEqualTo(PathMatcher.ANY);
    }

    @Test
    void anEmptyPrefixMatchesAllButIsNoCatchAll() {
        RouteMatch match = match("{uri: {prefix: ''}}");

        assertThat(match.path()).isEqualTo(new PathMatcher.Prefix("", false));
        assertThat(MatchCompiler.isCatchAll(match)).isFalse();
        assertThat(MatchCompiler.isCatchAll(match("{uri: {prefix: /}, ignoreUriCase: true}")))
                .isTrue();
    }

    @Test
    void headersAreSortedLowerCasedAndFollowedByPseudoHeaders() {
        assertThat(match("{scheme: {exact: http}, method: {prefix: P}, authority: {regex: a.*},"
                                + " headers: {X-B: {exact: b}, a: {}}, withoutHeaders: {m: {prefix: x}}}")
                        .headers())
                .containsExactly(
                        new HeaderMatcher("a", new StringMatcher.Present(), false),
                        new HeaderMatcher("m", new StringMatcher.Prefix("x"), true),
                        new HeaderMatcher("x-b", new StringMatcher.Exact("b"), false),
                        new HeaderMatcher(":method", new StringMatcher.Prefix("P"), false),
                        new HeaderMatcher(":authority", new StringMatcher.Regex("a.*"), false),
                        new HeaderMatcher(":scheme", new StringMatcher.Exact("http"), false));
    }

    @Test
    void theHostHeaderIsTheAuthority() {
        assertThat(match("{headers: {Host: {exact: a}}}").headers())
                .containsExactly(new HeaderMatcher(":authority", new StringMatcher.Exact("a"), false));
    }

    @Test
    void headersCalledLikeFieldsAreHeaders() {
        assertThat(match("{headers: {uri: {exact: /a}}}").headers())
                .containsExactly(new HeaderMatcher("uri", new StringMatcher.Exact("/a"), false));
    }

    @Test
    void anAsteriskWithoutHeaderMeansAbsence() {
        assertThat(match("{withoutHeaders: {x: {regex: '*'}, z: {regex: '.*'}}}")
                        .headers())
                .containsExactly(
                        new HeaderMatcher("x", new StringMatcher.Present(), true),
                        new HeaderMatcher("z", new StringMatcher.Regex(".*"), true));
    }

    @Test
    void queryParametersAreSortedAndKeepTheirCase() {
        assertThat(match("{queryParams: {b: {}, A: {exact: ''}}}").queryParameters())
                .containsExactly(
                        new QueryMatcher("A", new StringMatcher.Exact("")),
                        new QueryMatcher("b", new StringMatcher.Present()));
    }

    @Test
    void aMatchOfClaimsNeverHoldsAndIsReported() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app(
                        "{match: [{headers: {'@request.auth.claims.sub': {exact: me}}}, {uri: {prefix: /x}}], "
                                + TO_ECHO + "}",
                        "{match: [{withoutHeaders: {'@request.auth.claims[sub]': {exact: me}}}], " + TO_ECHO + "}"));

        assertThat(compiled.paths("app.test")).containsExactly("/x*");
        assertThat(compiled.found(Code.NOT_SERVED))
                .containsExactly(
                        "VirtualService/default/app spec.http[0].match[0].headers[@request.auth.claims.sub]",
                        "VirtualService/default/app spec.http[1].match[0].withoutHeaders[@request.auth.claims[sub]]");
    }

    @Test
    void aVirtualServiceWithNothingButClaimsStillOwnsItsHost() {
        Compilation compiled = with("{headers: {'@request.auth.claims.sub': {exact: me}}}");

        assertThat(compiled.host("app.test").routes()).isEmpty();
    }

    @Test
    void sourceLabelsAndNamespaceAreThoseOfTheGateway() {
        Viewpoint edge = new Viewpoint("default", Map.of("app", "edge"), "");
        String rules = app(
                "{match: [{uri: {prefix: /a}, sourceLabels: {app: edge}}], " + TO_ECHO + "}",
                "{match: [{uri: {prefix: /b}, sourceLabels: {app: web}}], " + TO_ECHO + "}",
                "{match: [{uri: {prefix: /c}, sourceNamespace: default}], " + TO_ECHO + "}",
                "{match: [{uri: {prefix: /d}, sourceNamespace: prod}], " + TO_ECHO + "}");

        assertThat(Compilation.of(edge, GATEWAY, ECHO, rules).paths("app.test")).containsExactly("/a*", "/c*");
    }

    @Test
    void aListOfGatewaysSwitchesTheTestsOfTheSourceOff() {
        String rules = app(
                "{match: [{uri: {prefix: /a}, gateways: [gw], sourceLabels: {app: web}, sourceNamespace: x}], "
                        + TO_ECHO + "}",
                "{match: [{uri: {prefix: /b}, gateways: [mesh]}], " + TO_ECHO + "}",
                "{match: [{uri: {prefix: /c}, gateways: [default/gw, mesh]}], " + TO_ECHO + "}");

        assertThat(Compilation.of(GATEWAY, ECHO, rules).paths("app.test")).containsExactly("/a*", "/c*");
    }
}
