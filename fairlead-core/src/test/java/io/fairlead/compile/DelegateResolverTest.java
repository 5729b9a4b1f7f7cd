package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.StringMatcher;
import org.junit.jupiter.api.Test;

class DelegateResolverTest {
    private static final String TO_V1 = "route: [{destination: {host: echo.default.svc.cluster.local, subset: v1}}]";
    private static final String FALLBACK = "{route: [{destination: {host: echo, subset: v2}}]}";

    private static String delegate(String namespace, String name, String... rules) {
        return Compilation.virtualService(namespace, name, "x", rules)
                .replace("  hosts: ['x']\n  gateways: [default/gw]\n", "");
    }

    private static Compilation compile(String rootMatch, String... leaves) {
        return Compilation.of(
                GATEWAY,
                ECHO,
                app("{match: " + rootMatch + ", delegate: {name: leaf}}", FALLBACK),
                delegate("default", "leaf", leaves));
    }

    @Test
    void everyPairOfCompatibleMatchesIsMade() {
        Compilation compiled = compile(
                "[{name: r, uri: {prefix: /a}, headers: {x: {exact: '1'}}}, {uri: {prefix: /a/b}}]",
                "{match: [{name: l, uri: {prefix: /a/b/c}}, {headers: {z: {exact: '2'}}}], " + TO_V1 + "}");

        assertThat(compiled.paths("app.test")).containsExactly("/a/b/c*", "/a/b/c*", "/a*", "/a/b*", "/*");
        assertThat(compiled.routes()).extracting(route -> route.name()).containsExactly(".r-l", ".l", ".r", "", "");
        assertThat(compiled.routes().get(2).match().headers())
                .containsExactly(
                        new HeaderMatcher("x", new StringMatcher.Exact("1"), false),
                        new HeaderMatcher("z", new StringMatcher.Exact("2"), false));
        assertThat(compiled.routes().get(0).origin())
                .hasToString("Origin[resource=VirtualService/default/leaf, path=spec.http[0].match[0], rule=http[0]]");
    }

    @Test
    void oneMatchWithoutPartnerDropsTheWholeRule() {
        Compilation compiled = compile(
                "[{uri: {prefix: /a}}]", "{match: [{uri: {prefix: /a/x}}, {uri: {prefix: /b}}], " + TO_V1 + "}");

        assertThat(compiled.paths("app.test")).containsExactly("/*");
        assertThat(compiled.found(Code.CONFLICT)).containsExactly("VirtualService/default/leaf spec.http[0].match");
    }

    @Test
    void conflictsAreThoseOfIstio() {
        assertConflict("{uri: {regex: /a.*}}", "{uri: {prefix: /a}}");
        assertConflict("{uri: {prefix: /a}}", "{uri: {regex: /a.*}}");
        assertConflict("{uri: {exact: /a}}", "{uri: {prefix: /a}}");
        assertConflict("{uri: {exact: /a}}", "{uri: {exact: /b}}");
        assertConflict("{uri: {prefix: /a/b}}", "{uri: {prefix: /a}}");
        assertConflict("{headers: {x: {}}}", "{headers: {x: {exact: a}}}");
        assertConflict("{headers: {x: {exact: a}}}", "{headers: {x: {}}}");
        assertConflict("{queryParams: {x: {exact: a}}}", "{queryParams: {x: {exact: b}}}");
        assertConflict("{withoutHeaders: {x: {exact: a}}}", "{withoutHeaders: {x: {exact: b}}}");
        assertConflict("{ignoreUriCase: true}", "{uri: {prefix: /a}}");
        assertConflict("{port: 80}", "{port: 81}");
        assertConflict("{sourceNamespace: a}", "{uri: {prefix: /a}}");
        assertConflict("{sourceLabels: {a: b}}", "{sourceLabels: {a: c}}");
        assertConflict("{gateways: [gw]}", "{gateways: [gw, other]}");
    }

    private static void assertConflict(String root, String leaf) {
        Compilation compiled = compile("[" + root + "]", "{match: [" + leaf + "], " + TO_V1 + "}");
        assertThat(compiled.found(Code.CONFLICT)).as("%s over %s", root, leaf).hasSize(1);
    }

    @Test
    void compatibleMatchesAreThoseOfIstio() {
        assertThat(compile("[{uri: {prefix: /a}}]", "{match: [{uri: {exact: /a/b}}], " + TO_V1 + "}")
                        .paths("app.test"))
                .containsExactly("/a/b", "/*");
        assertThat(compile("[{uri: {exact: /a}}]", "{match: [{uri: {exact: /a}}], " + TO_V1 + "}")
                        .paths("app.test"))
                .containsExactly("/a", "/*");
        assertThat(compile("[{uri: {regex: /a.*}}]", "{match: [{method: {exact: GET}}], " + TO_V1 + "}")
                        .paths("app.test"))
                .containsExactly("~/a.*", "/*");
    }

    @Test
    void eitherSideWithoutMatchesTakesTheOthers() {
        assertThat(compile("[{uri: {prefix: /a}}]", "{" + TO_V1 + "}").paths("app.test"))
                .containsExactly("/a*", "/*");
        assertThat(compile("[]", "{match: [{uri: {prefix: /l}}], " + TO_V1 + "}")
                        .paths("app.test"))
                .containsExactly("/l*", "/*");
    }

    @Test
    void whatTheLeafLacksIsInheritedInWholeBlocks() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app(
                        "{name: root, match: [{uri: {prefix: /a}}], delegate: {name: leaf}, rewrite: {uri: /root}, timeout: 3s,"
                                + " headers: {request: {set: {x: root, y: root}}}}"),
                delegate(
                        "default",
                        "leaf",
                        "{name: own, match: [{uri: {prefix: /a/own}}], rewrite: {uri: /leaf},"
                                + " headers: {request: {set: {x: leaf}}}, " + TO_V1 + "}",
                        "{" + TO_V1 + "}"));

        assertThat(compiled.routes()).extracting(route -> route.name()).containsExactly("root-own", "root");
        assertThat(compiled.forward(0).rewrite()).isEqualTo(new PathRewrite.Prefix("/leaf"));
        assertThat(compiled.forward(1).rewrite()).isEqualTo(new PathRewrite.Prefix("/root"));
        assertThat(compiled.forward(0).policies().timeout()).hasSeconds(3);
        assertThat(compiled.routes().get(0).headers().request().set()).hasSize(1);
        assertThat(compiled.routes().get(1).headers().request().set()).hasSize(2);
    }

    @Test
    void anInheritedDirectResponseBeatsTheRouteOfTheLeaf() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app("{match: [{uri: {prefix: /a}}], delegate: {name: leaf}, directResponse: {status: 418}}"),
                delegate("default", "leaf", "{" + TO_V1 + "}"));

        assertThat(compiled.routes().get(0).action()).isInstanceOf(RouteAction.DirectResponse.class);
    }

    @Test
    void namesOfADelegateAreCompletedInItsNamespaceAndInheritedMirrorsInTheRoots() {
        String theirs =
                ECHO.replace("namespace: default", "namespace: prod").replace("echo.default.svc", "echo.prod.svc");
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                theirs,
                app("{delegate: {name: leaf, namespace: prod}, mirror: {host: echo, subset: v2}}"),
                delegate("prod", "leaf", "{route: [{destination: {host: echo, subset: v1}}]}"));

        assertThat(compiled.destination(0)).isEqualTo("outbound|8080|v1|echo.prod.svc.cluster.local");
        assertThat(compiled.forward(0).policies().mirrors().get(0).cluster())
                .isEqualTo("outbound|8080|v2|echo.default.svc.cluster.local");
        assertThat(compiled.diagnostics()).isEmpty();
    }

    @Test
    void aMissingOrHiddenDelegateDropsItsRuleOnly() {
        String hidden = delegate("prod", "hidden", "{" + TO_V1 + "}") + "  exportTo: ['.']\n";
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                hidden,
                app("{delegate: {name: nope}}", "{delegate: {name: hidden, namespace: prod}}", FALLBACK));

        assertThat(compiled.destination(0)).contains("|v2|");
        assertThat(compiled.found(Code.NOT_FOUND))
                .containsExactly(
                        "VirtualService/default/app spec.http[0].delegate",
                        "VirtualService/default/app spec.http[1].delegate");
    }
}
