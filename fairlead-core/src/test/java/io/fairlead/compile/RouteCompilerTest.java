package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.WeightedDestination;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteCompilerTest {
    private static final String V1 = "outbound|8080|v1|echo.default.svc.cluster.local";
    private static final String V2 = "outbound|8080|v2|echo.default.svc.cluster.local";
    private static final String TO_V1 = "destination: {host: echo, subset: v1}";
    private static final String TO_V2 = "destination: {host: echo, subset: v2}";

    private static Compilation rule(String rule) {
        return Compilation.of(GATEWAY, ECHO, app(rule));
    }

    @Test
    void aSingleDestinationIgnoresItsWeight() {
        assertThat(rule("{route: [{" + TO_V1 + ", weight: 0}]}").forward(0).destinations())
                .containsExactly(new WeightedDestination(V1, 1, HeaderMutations.NONE, null));
    }

    @Test
    void ofSeveralDestinationsThoseWithoutWeightAreKeptForAnOverlay() {
        Compilation compiled =
                rule("{route: [{" + TO_V1 + ", weight: 7}, {" + TO_V2 + "}, {" + TO_V2 + ", weight: 3}]}");

        assertThat(compiled.forward(0).destinations())
                .extracting(WeightedDestination::cluster, WeightedDestination::weight)
                .containsExactly(tuple(V1, 7L), tuple(V2, 0L), tuple(V2, 3L));
    }

    @Test
    void theOnlyPortOfAServiceIsMeantElseTheListeners() {
        String twoPorts = ECHO.replace("protocol: HTTP}]", "protocol: HTTP}, {number: 80, name: b, protocol: HTTP}]");

        assertThat(rule("{route: [{destination: {host: echo}}]}").destination(0))
                .isEqualTo("outbound|8080||echo.default.svc.cluster.local");
        assertThat(Compilation.of(GATEWAY, twoPorts, app("{route: [{destination: {host: echo}}]}"))
                        .destination(0))
                .isEqualTo("outbound|80||echo.default.svc.cluster.local");
        assertThat(rule("{route: [{destination: {host: echo, port: {number: 9}}}]}")
                        .destination(0))
                .isEqualTo("outbound|9||echo.default.svc.cluster.local");
    }

    @Test
    void whatDoesNotExistHasNoClusterAndIsReported() {
        Compilation compiled = rule("{route: [{destination: {host: nobody}, weight: 1},"
                + " {destination: {host: echo, subset: nope}, weight: 1},"
                + " {destination: {host: echo, port: {number: 9}}, weight: 1}]}");

        assertThat(compiled.forward(0).destinations())
                .noneMatch(each -> compiled.snapshot().clusters().containsKey(each.cluster()));
        assertThat(compiled.found(Code.NOT_FOUND))
                .containsExactly(
                        "VirtualService/default/app spec.http[0].route[0].destination.host",
                        "VirtualService/default/app spec.http[0].route[1].destination.subset",
                        "VirtualService/default/app spec.http[0].route[2].destination.port");
    }

    @Test
    void headersOfASingleDestinationComeAfterThoseOfTheRule() {
        Compilation compiled = rule("{headers: {request: {set: {X-A: route}, remove: [X-Gone]}},"
                + " route: [{" + TO_V1 + ", headers: {request: {set: {x-a: dest}, add: {x-b: '1'}},"
                + " response: {remove: [server]}}}]}");

        assertThat(compiled.routes().get(0).headers().request())
                .isEqualTo(new HeaderMutation(
                        List.of("x-gone"),
                        List.of(new HeaderMutation.Value("x-a", "route"), new HeaderMutation.Value("x-a", "dest")),
                        List.of(new HeaderMutation.Value("x-b", "1"))));
        assertThat(compiled.routes().get(0).headers().response().remove()).containsExactly("server");
        assertThat(compiled.forward(0).destinations().get(0).headers()).isEqualTo(HeaderMutations.NONE);
    }

    @Test
    void headersOfSeveralDestinationsStayWithThem() {
        Compilation compiled = rule("{headers: {request: {set: {x: route}}}," + " route: [{" + TO_V1
                + ", weight: 1, headers: {request: {set: {x: dest}}}}, {" + TO_V2 + "}]}");

        assertThat(compiled.routes().get(0).headers().request().set())
                .containsExactly(new HeaderMutation.Value("x", "route"));
        assertThat(compiled.forward(0).destinations())
                .extracting(WeightedDestination::weight)
                .containsExactly(1L, 0L);
        assertThat(compiled.forward(0).destinations().get(0).headers().request().set())
                .containsExactly(new HeaderMutation.Value("x", "dest"));
    }

    @Test
    void theHostIsTheAuthorityAndTheRuleBeatsTheDestination() {
        Compilation both = rule("{headers: {request: {set: {Host: route.test}}}," + " route: [{" + TO_V1
                + ", headers: {request: {set: {':authority': dest.test}}}}]}");
        Compilation added = rule("{headers: {request: {add: {Host: added.test}}}, route: [{" + TO_V1 + "}]}");
        Compilation rewritten = rule("{rewrite: {authority: rewrite.test}, route: [{" + TO_V1 + "}]}");

        assertThat(both.forward(0).authority()).isEqualTo("route.test");
        assertThat(both.forward(0).destinations().get(0).authority()).isEqualTo("dest.test");
        assertThat(both.routes().get(0).headers()).isEqualTo(HeaderMutations.NONE);
        assertThat(added.forward(0).authority()).isEqualTo("added.test");
        assertThat(rewritten.forward(0).authority()).isEqualTo("rewrite.test");
    }

    @Test
    void pathsAreRewrittenByPrefixOrExpression() {
        assertThat(rule("{rewrite: {uri: /new}, route: [{" + TO_V1 + "}]}")
                        .forward(0)
                        .rewrite())
                .isEqualTo(new PathRewrite.Prefix("/new"));
        assertThat(rule("{rewrite: {uriRegexRewrite: {match: a, rewrite: 'b\\1'}}, route: [{" + TO_V1 + "}]}")
                        .forward(0)
                        .rewrite())
                .isEqualTo(new PathRewrite.Regex("a", "b\\1"));
    }

    @Test
    void aPathOrHostThatWouldForgeARequestLeavesTheRuleOut() {
        Compilation path = rule("{rewrite: {uri: \"/a HTTP/1.1\\r\\nx: y\"}, route: [{" + TO_V1 + "}]}");
        Compilation host = rule("{rewrite: {authority: \"a\\nb\"}, route: [{" + TO_V1 + "}]}");
        Compilation header = rule("{headers: {request: {set: {\"x\\r\\ny\": z}}}, route: [{" + TO_V1 + "}]}");
        Compilation redirect = rule("{redirect: {uri: \"/a\\r\\nx: y\"}}");

        assertThat(path.routes()).isEmpty();
        assertThat(host.routes()).isEmpty();
        assertThat(redirect.routes()).isEmpty();
        assertThat(header.routes().get(0).headers()).isEqualTo(HeaderMutations.NONE);
        assertThat(header.found(Code.INVALID)).hasSize(1);
        assertThat(path.found(Code.INVALID)).hasSize(1);
    }

    @Test
    void redirectsDefaultTo301AndKeepWhatIsNotWritten() {
        assertThat(rule("{redirect: {uri: /new}}").routes().get(0).action())
                .isEqualTo(new RouteAction.Redirect("/new", null, null, null, null, 301));
        assertThat(rule("{redirect: {authority: a.test, scheme: https, redirectCode: 308}}")
                        .routes()
                        .get(0)
                        .action())
                .isEqualTo(new RouteAction.Redirect(null, null, "a.test", null, "https", 308));
        assertThat(rule("{match: [{uri: {prefix: /a}}], redirect: {prefixRewrite: /b}}")
                        .routes()
                        .get(0)
                        .action())
                .isEqualTo(new RouteAction.Redirect(null, "/b", null, null, null, 301));
    }

    @Test
    void aRedirectsPortIsLeftOutWhereTheSchemeImpliesIt() {
        assertThat(port("port: 80")).isNull();
        assertThat(port("port: 443")).isEqualTo(443);
        assertThat(port("port: 443, scheme: https")).isNull();
        assertThat(port("port: 8080")).isEqualTo(8080);
        assertThat(port("derivePort: FROM_PROTOCOL_DEFAULT, uri: /x")).isNull();
        assertThat(port("derivePort: FROM_REQUEST_PORT, scheme: https")).isEqualTo(80);
        assertThat(port("derivePort: FROM_REQUEST_PORT")).isNull();
    }

    private static @Nullable Integer port(String redirect) {
        RouteAction action =
                rule("{redirect: {" + redirect + "}}").routes().get(0).action();
        return ((RouteAction.Redirect) action).port();
    }

    @Test
    void codesThatEnvoyRefusesLeaveOutTheirRuleOnly() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app(
                        "{match: [{uri: {prefix: /a}}], redirect: {uri: /x, redirectCode: 304}}",
                        "{match: [{uri: {prefix: /b}}], directResponse: {status: 600}}",
                        "{route: [{" + TO_V1 + "}]}"));

        assertThat(compiled.paths("app.test")).containsExactly("/*");
        assertThat(compiled.found(Code.INVALID))
                .containsExactly(
                        "VirtualService/default/app spec.http[0].redirect.redirectCode",
                        "VirtualService/default/app spec.http[1].directResponse.status");
    }

    @Test
    void directResponsesHaveTextBytesOrNothing() {
        assertThat(rule("{directResponse: {status: 503, body: {string: busy}}}")
                        .routes()
                        .get(0)
                        .action())
                .isEqualTo(new RouteAction.DirectResponse(503, Bytes.ofUtf8("busy")));
        assertThat(rule("{directResponse: {status: 200, body: {bytes: aGk=}}}")
                        .routes()
                        .get(0)
                        .action())
                .isEqualTo(new RouteAction.DirectResponse(200, Bytes.ofUtf8("hi")));
        assertThat(rule("{directResponse: {status: 204}}").routes().get(0).action())
                .isEqualTo(new RouteAction.DirectResponse(204, Bytes.EMPTY));
    }

    @Test
    void aFormatThatCannotBeFilledInIsReported() {
        Compilation compiled = rule("{headers: {request: {set: {x: '% 5%'}}}, route: [{" + TO_V1 + "}]}");

        assertThat(compiled.routes().get(0).headers()).isEqualTo(HeaderMutations.NONE);
        assertThat(compiled.found(Code.INVALID))
                .containsExactly("VirtualService/default/app spec.http[0].headers.request.set.x");
    }
}
