package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static io.fairlead.compile.Compilation.virtualService;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.routing.Viewpoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualHostCompilerTest {
    private static final String TO_ECHO = "route: [{destination: {host: echo.default.svc.cluster.local}}]";

    private static String rule(String uri) {
        return "{match: [{uri: " + uri + "}], " + TO_ECHO + "}";
    }

    @Test
    void virtualServicesOfOneHostAreJoinedByNameThenNamespaceAndCatchAllsGoLast() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                virtualService("zeta", "bbb", "app.test", rule("{prefix: /zeta}")),
                virtualService("default", "ccc", "app.test", rule("{prefix: /c}"), "{" + TO_ECHO + "}"),
                virtualService("alpha", "bbb", "app.test", rule("{prefix: /alpha}")),
                virtualService("default", "aaa", "app.test", rule("{prefix: /a}"), "{" + TO_ECHO + "}"));

        assertThat(compiled.paths("app.test")).containsExactly("/a*", "/alpha*", "/zeta*", "/c*", "/*", "/*");
    }

    @Test
    void theOlderVirtualServiceComesFirstWhateverItsName() {
        String young = virtualService("default", "aaa", "app.test", rule("{prefix: /young}"))
                .replace("namespace: default}", "namespace: default, creationTimestamp: '2026-05-01T00:00:00Z'}");
        String old = virtualService("default", "zzz", "app.test", rule("{prefix: /old}"))
                .replace("namespace: default}", "namespace: default, creationTimestamp: '2025-05-01T00:00:00Z'}");

        assertThat(Compilation.of(GATEWAY, ECHO, young, old).paths("app.test")).containsExactly("/old*", "/young*");
    }

    @Test
    void onlyThePrefixSlashAndTheRegexDotStarCountAsCatchAllWhenHostsAreJoined() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                virtualService("default", "a", "app.test", rule("{regex: '.*'}")),
                virtualService("default", "b", "app.test", rule("{regex: '/.*'}")),
                virtualService("default", "c", "app.test", rule("{prefix: ''}")),
                virtualService("default", "d", "app.test", rule("{prefix: /d}")));

        assertThat(compiled.paths("app.test")).containsExactly("~/.*", "*", "/d*", "~.*");
    }

    @Test
    void nothingBehindACatchAllOfTheSameVirtualServiceIsKept() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app(rule("{prefix: /}"), rule("{prefix: /never}")),
                virtualService("default", "b", "app.test", rule("{prefix: /b}")));

        assertThat(compiled.paths("app.test")).containsExactly("/b*", "/*");
        assertThat(compiled.found(Code.UNREACHABLE)).containsExactly("VirtualService/default/app spec.http[1]");
    }

    @Test
    void aCatchAllAmongSeveralMatchesEndsTheRuleToo() {
        Compilation compiled = Compilation.of(
                GATEWAY, ECHO, app("{match: [{uri: {prefix: /a}}, {}, {uri: {prefix: /c}}], " + TO_ECHO + "}"));

        assertThat(compiled.paths("app.test")).containsExactly("/a*", "/*");
    }

    @Test
    void hostsAreLowerCasedAndCompletedInTheNamespaceOfTheVirtualService() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                virtualService("prod", "a", "App.Test", "{" + TO_ECHO + "}"),
                virtualService("prod", "b", "reviews", "{" + TO_ECHO + "}"));

        assertThat(compiled.domains()).containsExactly("app.test", "reviews.prod.svc.cluster.local");
    }

    @Test
    void theNarrowerOfTwoOverlappingHostsIsBound() {
        String gateway = GATEWAY.replace("hosts: [\"*\"]", "hosts: ['a.foo.test', '*.bar.test']");
        Compilation compiled = Compilation.of(
                gateway,
                ECHO,
                virtualService("default", "a", "*.foo.test", "{" + TO_ECHO + "}"),
                virtualService("default", "b", "x.bar.test", "{" + TO_ECHO + "}"),
                virtualService("default", "c", "else.test", "{" + TO_ECHO + "}"));

        assertThat(compiled.domains()).containsExactly("a.foo.test", "x.bar.test");
    }

    @Test
    void aServerAcceptsHostsOfTheNamespacesThatItNames() {
        String gateway = GATEWAY.replace("hosts: [\"*\"]", "hosts: ['prod/*', './local.test']");
        Compilation compiled = Compilation.of(
                gateway,
                ECHO,
                virtualService("default", "a", "app.test", "{" + TO_ECHO + "}"),
                virtualService("default", "b", "local.test", "{" + TO_ECHO + "}"),
                virtualService("prod", "c", "prod.test", "{" + TO_ECHO + "}"));

        assertThat(compiled.domains()).containsExactly("local.test", "prod.test");
    }

    @Test
    void anAllNamespacesHostStandsForTheWholeList() {
        String gateway = GATEWAY.replace("hosts: [\"*\"]", "hosts: ['prod/only.test', '*/*']");

        assertThat(Compilation.of(gateway, ECHO, app("{" + TO_ECHO + "}")).domains())
                .containsExactly("app.test");
    }

    @Test
    void aVirtualServiceWithoutAnyRuleForTheListenerDoesNotClaimItsHosts() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app("{match: [{port: 81}], " + TO_ECHO + "}"),
                virtualService("default", "b", "*.test", "{" + TO_ECHO + "}"));

        assertThat(compiled.domains()).containsExactly("*.test");
    }

    @Test
    void aHostWithoutVirtualServiceHasNoVirtualHostButTheListenerIsThere() {
        assertThat(Compilation.of(GATEWAY).hosts(80)).isEmpty();
    }

    @Test
    void exportToDecidesWhichGatewaysSeeAVirtualService() {
        String hidden = virtualService("prod", "a", "a.test", "{" + TO_ECHO + "}") + "  exportTo: ['.']\n";
        String shown = virtualService("prod", "b", "b.test", "{" + TO_ECHO + "}") + "  exportTo: [default]\n";
        String everywhere = virtualService("prod", "c", "c.test", "{" + TO_ECHO + "}");

        assertThat(Compilation.of(GATEWAY, ECHO, hidden, shown, everywhere).domains())
                .containsExactly("b.test", "c.test");
        assertThat(Compilation.of(new Viewpoint("prod", Map.of(), ""), GATEWAY, ECHO, hidden, shown, everywhere)
                        .domains())
                .containsExactly("a.test", "c.test");
    }

    @Test
    void privateVirtualServicesComeBeforeExportedAndPublicOnes() {
        String open = virtualService("default", "a", "app.test", rule("{prefix: /public}"));
        String exported =
                virtualService("prod", "b", "app.test", rule("{prefix: /exported}")) + "  exportTo: [default]\n";
        String own = virtualService("default", "c", "app.test", rule("{prefix: /private}")) + "  exportTo: ['.']\n";

        assertThat(Compilation.of(GATEWAY, ECHO, open, exported, own).paths("app.test"))
                .containsExactly("/private*", "/exported*", "/public*");
    }

    @Test
    void twoServersForOneHostBindAVirtualServiceOnce() {
        String second = GATEWAY.replace("hosts: [\"*\"]", "hosts: ['app.test']").replace("name: http,", "name: other,");
        String both = GATEWAY + second.substring(second.indexOf("  - {port"));

        assertThat(Compilation.of(both, ECHO, app("{" + TO_ECHO + "}")).paths("app.test"))
                .containsExactly("/*");
    }

    @Test
    void routesAreNamedByRuleAndMatch() {
        Compilation compiled = Compilation.of(
                GATEWAY,
                ECHO,
                app(
                        "{name: rule, match: [{name: m, uri: {prefix: /a}}, {uri: {prefix: /b}}], " + TO_ECHO + "}",
                        "{match: [{name: m, uri: {prefix: /c}}], " + TO_ECHO + "}"));

        assertThat(compiled.routes()).extracting(route -> route.name()).containsExactly("rule.m", "rule", ".m");
        assertThat(compiled.routes().get(1).origin())
                .extracting(origin -> origin.path().toString())
                .isEqualTo("spec.http[0].match[1]");
    }

    @Test
    void missingGatewaysAndTheMeshAreReported() {
        String elsewhere = app("{" + TO_ECHO + "}").replace("[default/gw]", "[nope, mesh, default/gw]");
        String meshOnly =
                virtualService("default", "m", "m.test", "{" + TO_ECHO + "}").replace("  gateways: [default/gw]\n", "");

        Compilation compiled = Compilation.of(GATEWAY, ECHO, elsewhere, meshOnly);

        assertThat(compiled.found(Code.NOT_FOUND)).containsExactly("VirtualService/default/app spec.gateways[0]");
        assertThat(compiled.found(Code.NOT_SERVED))
                .containsExactly(
                        "VirtualService/default/app spec.gateways[1]", "VirtualService/default/m spec.gateways");
        assertThat(compiled.domains()).isEqualTo(List.of("app.test"));
    }
}
