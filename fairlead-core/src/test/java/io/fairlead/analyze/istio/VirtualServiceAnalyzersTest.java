package io.fairlead.analyze.istio;

import static io.fairlead.analyze.Findings.istio;
import static io.fairlead.analyze.Findings.object;
import static io.fairlead.analyze.Findings.pod;
import static io.fairlead.analyze.Findings.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.ConfigAnalysis;
import io.fairlead.analyze.Findings;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualServiceAnalyzersTest {
    private static final String WEB = service("web", "ports: [{name: http, port: 80, protocol: TCP}]");
    private static final String GATEWAY_POD = pod("edge/gw-0", "istio: gw");
    private static final String GATEWAY_SERVICE =
            service("edge/gw", "selector: {istio: gw}, ports: [{name: http, port: 80, protocol: TCP}]");

    private static List<String> found(String... texts) {
        return Findings.of(ConfigAnalysis.Checks.ISTIO, texts);
    }

    private static String route(String name, String more, String destination) {
        return istio("VirtualService", name, more + ", http: [{route: [{destination: {" + destination + "}}]}]");
    }

    private static String gateway(String name, String hosts) {
        return istio(
                "Gateway",
                name,
                "selector: {istio: gw}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [" + hosts
                        + "]}]");
    }

    @Test
    void findsDestinationsByShortAndFullNameAndByServiceEntry() {
        assertThat(found(
                        WEB,
                        istio(
                                "ServiceEntry",
                                "e",
                                "hosts: ['*.api.test'], ports: [{number: 443, name: tls, protocol: TLS}]"),
                        route("short", "hosts: [a]", "host: web"),
                        route("full", "hosts: [b]", "host: web.shop.svc.cluster.local"),
                        route("entry", "hosts: [c]", "host: v1.api.test"),
                        route("bare", "hosts: [d]", "host: api.test"),
                        route("wrong", "hosts: [e]", "host: wen"),
                        route("elsewhere/w", "hosts: [f]", "host: web")))
                .containsExactly("IST0101 elsewhere/w", "IST0101 shop/bare", "IST0101 shop/wrong");
    }

    @Test
    void looksAtMirrorsAndAtRulesForTcpAndTls() {
        String text = istio(
                "VirtualService",
                "v",
                "hosts: [a.test], http: [{route: [{destination: {host: web}}], mirror: {host: m1}, "
                        + "mirrors: [{destination: {host: m2}}]}], tcp: [{route: [{destination: {host: t1}}]}], "
                        + "tls: [{match: [{sniHosts: [a.test]}], route: [{destination: {host: t2}}]}]");
        assertThat(Findings.all(ConfigAnalysis.Checks.ISTIO, WEB, text))
                .filteredOn(finding -> finding.code().id().equals("IST0101"))
                .extracting(finding -> finding.message())
                .anyMatch(message -> message.contains("mirror host `m1`"))
                .anyMatch(message -> message.contains("mirror host `m2`"))
                .anyMatch(message -> message.contains("`t1`"))
                .anyMatch(message -> message.contains("`t2`"))
                .hasSize(4);
    }

    @Test
    void aDestinationMayNeedAPortAndMustHaveIt() {
        String two = service(
                "web", "ports: [{name: http, port: 80, protocol: TCP}, {name: http-b, port: 81, protocol: TCP}]");
        assertThat(found(
                        two,
                        route("none", "hosts: [a]", "host: web"),
                        route("right", "hosts: [b]", "host: web, port: {number: 81}"),
                        route("wrong", "hosts: [c]", "host: web, port: {number: 82}")))
                .containsExactly("IST0101 shop/wrong", "IST0112 shop/none");
    }

    @Test
    void whatIsExportedElsewhereIsNotFound() {
        String hidden = istio(
                "ServiceEntry",
                "other/e",
                "hosts: [api.test], exportTo: ['.'], ports: [{number: 80, name: http, protocol: HTTP}]");
        String annotated = service("other/web", "ports: [{name: http, port: 80}]")
                .replace("metadata: {", "metadata: {annotations: {networking.istio.io/exportTo: 'a, shop'}, ");
        assertThat(found(
                        hidden,
                        annotated,
                        route("v", "hosts: [a]", "host: api.test"),
                        route("w", "hosts: [b]", "host: web.other.svc.cluster.local"),
                        route("x/w", "hosts: [b]", "host: web.other.svc.cluster.local"),
                        route("other/own", "hosts: [b]", "host: api.test")))
                .containsExactly("IST0101 shop/v", "IST0101 x/w");
    }

    @Test
    void subsetsMustBeInADestinationRuleForTheSameService() {
        assertThat(found(
                        WEB,
                        pod("p", "version: v1"),
                        istio("DestinationRule", "d", "host: web, subsets: [{name: v1, labels: {version: v1}}]"),
                        route("right", "hosts: [a]", "host: web.shop.svc.cluster.local, subset: v1"),
                        route("wrong", "hosts: [b]", "host: web, subset: v2")))
                .containsExactly("IST0101 shop/wrong");
    }

    @Test
    void gatewaysMustExistAndHaveAHost() {
        assertThat(found(
                        WEB,
                        GATEWAY_POD,
                        GATEWAY_SERVICE,
                        gateway("edge/gw", "'*.shop.test', ./own.test, team/team.test"),
                        route("right", "hosts: [a.shop.test], gateways: [edge/gw]", "host: web"),
                        route("wild", "hosts: ['*.test'], gateways: [edge/gw]", "host: web"),
                        route("missing", "hosts: [a.shop.test], gateways: [gw]", "host: web"),
                        route("own", "hosts: [own.test], gateways: [edge/gw]", "host: web"),
                        route("team", "hosts: [team.test], gateways: [edge/gw]", "host: web"),
                        route(
                                "made",
                                "hosts: [a], gateways: [x/gw~istio-autogenerated-k8s-gateway~http]",
                                "host: web")))
                .filteredOn(finding -> !finding.startsWith("IST0106"))
                .containsExactly(
                        "IST0101 shop/missing",
                        "IST0132 shop/missing",
                        "IST0132 shop/own",
                        "IST0132 shop/team",
                        "IST0165 shop/made");
    }

    @Test
    void gatewaysOfKubernetesCountToo() {
        String listeners = object(
                "gateway.networking.k8s.io/v1", "Gateway", "k", "spec: {listeners: [{hostname: '*.shop.test'}]}");
        String open = object("gateway.networking.k8s.io/v1", "Gateway", "open", "spec: {listeners: [{port: 80}]}");
        assertThat(found(
                        WEB,
                        listeners,
                        open,
                        route("right", "hosts: [a.shop.test], gateways: [k]", "host: web"),
                        route("wrong", "hosts: [a.test], gateways: [k]", "host: web"),
                        route("any", "hosts: [a.test], gateways: [open]", "host: web")))
                .containsExactly("IST0132 shop/wrong");
    }

    @Test
    void oneVirtualServiceRoutesAHostInTheMesh() {
        assertThat(found(
                        WEB,
                        route("a", "hosts: [web]", "host: web"),
                        route("b", "hosts: [web.shop.svc.cluster.local]", "host: web"),
                        route("c", "hosts: [web], gateways: [mesh], exportTo: [x]", "host: web"),
                        route("d", "hosts: [web.shop], exportTo: ['.']", "host: web"),
                        route("other/e", "hosts: [web], exportTo: ['.']", "host: web.shop.svc.cluster.local")))
                .containsExactly("IST0109 shop/a", "IST0109 shop/b", "IST0109 shop/c");
    }

    @Test
    void whatIsExportedToSomeConflictsWithWildcardsForAll() {
        assertThat(found(
                        WEB,
                        route("all", "hosts: ['*.shop.test']", "host: web"),
                        route("some", "hosts: [a.shop.test], exportTo: ['.']", "host: web"),
                        route("wider", "hosts: ['*.test'], exportTo: [x]", "host: web"),
                        route("apart", "hosts: [b.test], exportTo: ['.']", "host: web"),
                        route("public", "hosts: [c.shop.test]", "host: web")))
                .containsExactly("IST0109 shop/all", "IST0109 shop/public", "IST0109 shop/some", "IST0109 shop/wider");
    }

    @Test
    void subsetsOfTheMeshDoNotApplyToAGateway() {
        String rule = istio("DestinationRule", "d", "host: web, subsets: [{name: v1, labels: {version: v1}}]");
        assertThat(found(
                        WEB,
                        GATEWAY_POD,
                        GATEWAY_SERVICE,
                        pod("p", "version: v1"),
                        rule,
                        gateway("edge/gw", "'*'"),
                        route("inside", "hosts: [web]", "host: web, subset: v1"),
                        route("outside", "hosts: [shop.test], gateways: [edge/gw]", "host: web"),
                        route("split", "hosts: [b.test], gateways: [edge/gw]", "host: web, subset: v1")))
                .containsExactly("IST0140 shop/outside");
    }

    @Test
    void routingByClaimsNeedsAuthenticationOfEachPod() {
        String claims = istio(
                "VirtualService",
                "v",
                "hosts: ['*'], gateways: [edge/gw], http: [{match: [{headers: {'@request.auth.claims.sub': {exact: a}}}],"
                        + " route: [{destination: {host: web}}]}]");
        String selecting = object(
                "security.istio.io/v1",
                "RequestAuthentication",
                "edge/r",
                "spec: {selector: {matchLabels: {istio: gw}}}");
        String other = object("security.istio.io/v1", "RequestAuthentication", "x/r", "spec: {}");
        String root = object("security.istio.io/v1", "RequestAuthentication", "istio-system/r", "spec: {}");
        String gateway = gateway("edge/gw", "'*'");
        assertThat(found(WEB, GATEWAY_POD, GATEWAY_SERVICE, gateway, claims)).containsExactly("IST0149 shop/v");
        assertThat(found(WEB, GATEWAY_POD, GATEWAY_SERVICE, gateway, claims, other))
                .containsExactly("IST0149 shop/v");
        assertThat(found(WEB, GATEWAY_POD, GATEWAY_SERVICE, gateway, claims, selecting))
                .isEmpty();
        assertThat(found(WEB, GATEWAY_POD, GATEWAY_SERVICE, gateway, claims, root))
                .isEmpty();
    }

    @Test
    void deprecatedFieldsAndKindsAreReported() {
        String fault = istio(
                "VirtualService",
                "v",
                "hosts: [web], http: [{fault: {delay: {percent: 5, fixedDelay: 1s}},"
                        + " route: [{destination: {host: web}}]}]");
        String proxy = istio(
                "Sidecar",
                "s",
                "outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: a.test, port: {number: 80}}}");
        String kind = object(
                        "apiextensions.k8s.io/v1",
                        "CustomResourceDefinition",
                        "serviceroles.rbac.istio.io",
                        "spec: {group: rbac.istio.io, names: {kind: ServiceRole}}")
                .replace("namespace: shop, ", "");
        assertThat(found(WEB, fault, proxy, kind))
                .containsExactly("IST0002 /serviceroles.rbac.istio.io", "IST0002 shop/s", "IST0002 shop/v");
    }
}
