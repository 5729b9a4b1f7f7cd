package io.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.diagnostic.Severity;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.Destination;
import io.fairlead.resource.EndpointSlice;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.HttpMatchRequest;
import io.fairlead.resource.HttpRoute;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.resource.Secret;
import io.fairlead.resource.Service;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.StringMatch;
import io.fairlead.resource.VirtualService;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.tree.ReadLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceReaderTest {
    private final ResourceReader reader = new ResourceReader();

    private ReadResult read(String text) {
        return reader.read("app.yaml", text);
    }

    /** The one finding about a VirtualService with this {@code spec}, as a line. */
    private String finding(String spec) {
        return finding(reader, spec);
    }

    private static String finding(ResourceReader reader, String spec) {
        ReadResult result = reader.read("app.yaml", """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app, namespace: team}
                spec:
                """ + spec.indent(2));
        assertThat(result.diagnostics()).hasSize(1);
        Diagnostic finding = result.diagnostics().get(0);
        assertThat(finding.resource()).isEqualTo(new ResourceRef(ResourceKind.VIRTUAL_SERVICE, "team", "app"));
        assertThat(result.damaged()).hasSize(finding.severity() == Severity.ERROR ? 1 : 0);
        assertThat(result.resources()).hasSize(finding.severity() == Severity.ERROR ? 0 : 1);
        return finding.position() + " " + finding.severity() + " "
                + finding.code().name() + " " + finding.path() + ": " + finding.message() + " " + finding.advice();
    }

    @Test
    void readsABlockStyleVirtualService() {
        ReadResult result = read("""
                # The canary.
                apiVersion: networking.istio.io/v1beta1
                kind: VirtualService
                metadata:
                  name: reviews
                  creationTimestamp: 2026-01-31T12:00:00Z
                spec:
                  hosts: [reviews]
                  http:
                  - match:
                    - uri:
                        prefix: /v2
                      headers:
                        end-user:
                          exact: jason
                        x-any: {}
                        x-too:
                    route:
                    - destination:
                        host: reviews
                        subset: v2
                    timeout: 1m30s
                """);

        assertThat(result.diagnostics()).isEmpty();
        Resource<?> resource = result.resources().get(0);
        assertThat(resource.ref()).hasToString("VirtualService/default/reviews");
        assertThat(resource.apiVersion()).isEqualTo("networking.istio.io/v1beta1");
        assertThat(resource.metadata().creationTimestamp()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        HttpRoute rule = ((VirtualService) resource.spec()).http().get(0);
        HttpMatchRequest match = rule.match().get(0);
        assertThat(match.uri()).isEqualTo(new StringMatch.Prefix("/v2"));
        assertThat(match.headers())
                .containsEntry("end-user", new StringMatch.Exact("jason"))
                .containsEntry("x-any", StringMatch.EMPTY)
                .containsEntry("x-too", StringMatch.EMPTY);
        assertThat(match.port()).isZero();
        assertThat(rule.route().get(0).destination()).isEqualTo(new Destination("reviews", "v2", null));
        assertThat(rule.timeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(rule.retries()).isNull();
    }

    @Test
    void readsJsonAsOtherToolsWriteIt() {
        ReadResult result = read(
                "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"Service\",\n\t\"metadata\": "
                        + "{\"name\": \"a\", \"labels\": {\"p\": \"\\ud83d\\ude00 \\/ \\u0041\"}},\n\t\"spec\": {\"ports\": [\n\t\t{\"port\": 80}\n\t]}\n}\n");

        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources().get(0).metadata().labels()).containsEntry("p", "\ud83d\ude00 / A");
    }

    @Test
    void readsKubernetesObjects() {
        ReadResult result = read("""
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: shop}
                spec:
                  clusterIP: None
                  selector: {app: web}
                  ports:
                  - {name: http, port: 80, targetPort: 8080, protocol: TCP, appProtocol: http}
                  - {name: admin, port: 81, targetPort: admin}
                status: {loadBalancer: {}}
                ---
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{name: http, port: 8080}]
                endpoints:
                - addresses: [10.0.0.1]
                  conditions: {ready: false}
                  nodeName: n1
                  hints: {forZones: [{name: z}]}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: cert, namespace: shop}
                type: kubernetes.io/tls
                data:
                  tls.crt: AQID
                stringData: {tls.key: "key"}
                """);

        assertThat(result.diagnostics()).isEmpty();
        Service service = (Service) result.resources().get(0).spec();
        assertThat(service.clusterIP()).isEqualTo("None");
        assertThat(service.ports()).extracting(Service.ServicePort::targetPort).containsExactly("8080", "admin");
        assertThat(service.ports().get(1).appProtocol()).isNull();
        EndpointSlice slice = (EndpointSlice) result.resources().get(1).spec();
        assertThat(slice.endpoints().get(0).conditions())
                .isEqualTo(new EndpointSlice.EndpointConditions(false, null, null));
        assertThat(slice.ports().get(0).port()).isEqualTo(8080);
        Secret secret = (Secret) result.resources().get(2).spec();
        assertThat(secret.content()).containsEntry("tls.crt", Bytes.of(new byte[] {1, 2, 3}));
        assertThat(secret.content()).containsEntry("tls.key", Bytes.ofUtf8("key"));
    }

    @Test
    void aSecretIsNeverPrintedNorShown() {
        ReadResult result = read("""
                apiVersion: v1
                kind: Secret
                metadata: {name: cert}
                data: {a: hunter2-secret!, b: 424242}
                stringData: {c: 434343, d: top-secret}
                """);
        assertThat(result.toString()).doesNotContain("hunter2", "424242", "434343", "top-secret");
        assertThat(result.diagnostics()).hasSize(3).allMatch(Diagnostic::isError);
    }

    @Test
    void readsTheStatusOfAServiceEntryAndFindsNothingWrongInIt() {
        ReadResult result = read("""
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: api}
                spec: {hosts: [api.example.com]}
                status:
                  addresses: [{value: 240.240.0.1, host: api.example.com}]
                  unknown: 5
                  conditions: [{type: Reconciled}]
                """);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(((ServiceEntry) result.resources().get(0).spec()).status())
                .isEqualTo(new ServiceEntry.ServiceEntryStatus(
                        List.of(new ServiceEntry.Address("240.240.0.1", "api.example.com"))));
    }

    @Test
    void readsListsWithTheirPlaces() {
        ReadResult result = read("""
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Service
                  metadata: {name: a}
                  spec: {type: 5}
                - apiVersion: v1
                  kind: Service
                  metadata: {name: b}
                ---
                apiVersion: networking.istio.io/v1
                kind: GatewayList
                items:
                - metadata: {name: g}
                """);
        assertThat(result.resources())
                .extracting(Resource::ref)
                .extracting(ResourceRef::toString)
                .containsExactly("Service/default/b", "Gateway/default/g");
        assertThat(result.damaged().get(0).position(FieldPath.of("spec", "type")))
                .hasToString("app.yaml:7:10");
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).hasToString("spec.type");
            assertThat(finding.position()).hasToString("app.yaml:7:16");
        });
    }

    @Test
    void placesAreThoseOfKeysAndOfTheNearestWrittenAncestor() {
        Resource<?> resource = read("""
                ---
                # nothing
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata:
                  name: app
                spec:
                  export_to: ["."]
                  http:
                  - route: []
                  - match:
                    - headers:
                        on: {exact: a}
                """).resources().get(0);
        FieldPath http = FieldPath.of("spec", "http");
        assertThat(resource.position(FieldPath.ROOT)).hasToString("app.yaml:4:1");
        assertThat(resource.position(http)).hasToString("app.yaml:10:3");
        assertThat(resource.position(http.index(1))).hasToString("app.yaml:12:5");
        assertThat(resource.position(http.index(1).field("timeout"))).hasToString("app.yaml:12:5");
        assertThat(resource.position(http.index(7).field("x"))).hasToString("app.yaml:10:3");
        assertThat(resource.position(
                        http.index(1).field("match").index(0).field("headers").field("true")))
                .hasToString("app.yaml:14:9");
        assertThat(resource.position(FieldPath.of("spec", "exportTo"))).hasToString("app.yaml:9:3");
        assertThat(resource.position(FieldPath.of("status"))).hasToString("app.yaml:4:1");
    }

    @Test
    void anUnknownFieldIsAWarningWithASuggestion() {
        assertThat(finding("""
                hosts: [a]
                http:
                - timeoutt: 5s
                """))
                .isEqualTo(
                        "app.yaml:7:5 WARNING UNKNOWN_FIELD spec.http[0].timeoutt: HttpRoute has no field `timeoutt`;"
                                + " it is ignored. Did you mean `timeout`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts: a | ERROR WRONG_TYPE spec.hosts: expected a list, found the text `a`.",
                "hosts: [true] | ERROR WRONG_TYPE spec.hosts[0]: expected text, found the boolean `true`. Put it in quotes.",
                "hosts: [1.5] | ERROR WRONG_TYPE spec.hosts[0]: expected text, found the number `1.5`.",
                "{hosts: [], hosts: [a]} | ERROR DUPLICATE_KEY spec.hosts: the key `hosts` is written again; the first is in line 5.",
                "http: [5] | ERROR WRONG_TYPE spec.http[0]: expected a mapping, found the number `5`.",
                "http: [{timeout: 5}] | ERROR WRONG_TYPE spec.http[0].timeout: expected a duration such as 250ms",
                "http: [{timeout: 1d}] | ERROR WRONG_TYPE spec.http[0].timeout: expected a duration",
                "http: [{match: [{port: 4294967296}]}] | ERROR WRONG_TYPE spec.http[0].match[0].port: expected a whole number from 0 to 4294967295, found the number `4294967296`.",
                "http: [{match: [{port: -1}]}] | ERROR WRONG_TYPE spec.http[0].match[0].port: expected a whole number",
                "http: [{match: [{port: 1.5}]}] | ERROR WRONG_TYPE spec.http[0].match[0].port: expected a whole number",
                "http: [{route: [{weight: 2147483648}]}] | ERROR WRONG_TYPE spec.http[0].route[0].weight: expected a whole number from -2147483648 to 2147483647",
                "http: [{mirrorPercentage: {value: .inf}}] | ERROR WRONG_TYPE spec.http[0].mirrorPercentage.value: expected a number",
                "http: [{redirect: {derivePort: FROM_REQEST_PORT}}] | ERROR WRONG_TYPE spec.http[0].redirect.derivePort: expected one of [FROM_PROTOCOL_DEFAULT, FROM_REQUEST_PORT], found the text `FROM_REQEST_PORT`. Did you mean FROM_REQUEST_PORT?",
                "http: [{directResponse: {status: 200, body: {bytes: '%%%'}}}] | ERROR WRONG_TYPE spec.http[0].directResponse.body.bytes: expected bytes in base64.",
                "http: [{corsPolicy: {allowCredentials: 'true'}}] | ERROR WRONG_TYPE spec.http[0].corsPolicy.allowCredentials: expected true or false, found the text `true`. Leave out the quotes.",
                "http: [{corsPolicy: {allowCredentials: yes}}] | WARNING AMBIGUOUS_SCALAR spec.http[0].corsPolicy.allowCredentials: `yes` is taken for true; other readers of YAML disagree. Write true.",
                "http: [{route: [{weight: 010}]}] | WARNING AMBIGUOUS_SCALAR spec.http[0].route[0].weight: `010` is taken for 8",
                "http: [{route: [{weight: '10'}]}] | WARNING LENIENT_FORM spec.http[0].route[0].weight: the text `10` is taken here, but not by Kubernetes. Leave out the quotes.",
                "http: [null] | WARNING LENIENT_FORM spec.http[0]: an element without a value is taken for an empty one",
                "hosts: [null] | WARNING LENIENT_FORM spec.hosts[0]: an element without a value is taken for an empty one",
                "http: [{headers: {request: {set: {a: off}}}}] | ERROR WRONG_TYPE spec.http[0].headers.request.set.a: expected text, found the boolean `off`. Put it in quotes.",
                "export_to: [a] | WARNING LENIENT_FORM spec.exportTo: `export_to` is taken for `exportTo` here, but not by Kubernetes."
            })
    void everyMistakeHasAFinding(String spec, String expected) {
        ResourceReader lenient = new ResourceReader(ReadLimits.DEFAULT, ReadMode.ISTIO);
        assertThat(finding(lenient, spec)).contains(expected.trim());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: [{match: [{uri: {exact: a, prefix: b}}]}] | ERROR ONE_OF spec.http[0].match[0].uri: `exact` and `prefix` exclude each other. Keep one of them.",
                "http: [{route: [{destination: {host: a}, weight: '10'}]}] | ERROR WRONG_TYPE spec.http[0].route[0].weight: expected a whole number from -2147483648 to 2147483647, found the text `10`. Leave out the quotes.",
                "http: [null] | ERROR WRONG_TYPE spec.http[0]: expected an element, found nothing. Remove the dash, or write the element.",
                "http: [{route: [{weight: 1}]}] | ERROR SCHEMA spec.http[0].route[0].destination: `destination` is missing. Write it.",
                "http: [{timeout: 0s}] | ERROR SCHEMA spec.http[0].timeout: the time must be at least 1ms. Use a longer time, or remove the field.",
                "http: [{timeout: 5}] | ERROR WRONG_TYPE spec.http[0].timeout: expected a duration such as 250ms, 1.5s or 1h30m, found the number `5`. Add a unit, such as s for seconds.",
                "http: [{redirect: {derivePort: FROM_REQEST_PORT}}] | ERROR WRONG_TYPE spec.http[0].redirect.derivePort: expected one of [FROM_PROTOCOL_DEFAULT, FROM_REQUEST_PORT], found the text `FROM_REQEST_PORT`. Did you mean FROM_REQUEST_PORT?",
            })
    void whatAClusterRefusesIsAnErrorAndSaidOnce(String spec, String expected) {
        assertThat(finding(spec)).contains(expected.trim());
    }

    @Test
    void theLastMemberOfAOneOfInTheApiIsKeptForFurtherChecks() {
        ReadResult result = read("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec: {http: [{match: [{uri: {regex: r, exact: e, prefix: p}}]}]}
                """);
        VirtualService spec = (VirtualService) result.damaged().get(0).spec();
        assertThat(spec.http().get(0).match().get(0).uri()).isEqualTo(new StringMatch.Regex("r"));
        assertThat(result.diagnostics()).hasSize(2);
    }

    @Test
    void theNameInJsonWinsOverTheNameInProto() {
        ReadResult result = read("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec: {exportTo: ["*"], export_to: ["."]}
                """);
        assertThat(((VirtualService) result.resources().get(0).spec()).exportTo())
                .containsExactly("*");
        assertThat(result.diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .isEqualTo("`export_to` is not used, since `exportTo` is written too."));
    }

    @Test
    void mergesMappingsAndTellsWhatIsOverridden() {
        ReadResult result = read("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec:
                  http:
                  - &base {name: base, timeout: 5s}
                  - {<<: *base, name: other}
                """);
        VirtualService spec = (VirtualService) result.resources().get(0).spec();
        assertThat(spec.http().get(1).name()).isEqualTo("other");
        assertThat(spec.http().get(1).timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).hasToString("spec.http[1].name");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | expected an object, found the text `hello`.",
                "[] | expected an object, found a list.",
                "{kind: Service} | the object has no `apiVersion`.",
                "{apiVersion: v1} | the object has no `kind`.",
                "{apiVersion: v1, kind: Service} | the Service has no name.",
                "{apiVersion: v1, kind: Service, metadata: []} | the Service has no name.",
                "{apiVersion: v2, kind: Service, metadata: {name: a}} | Service has no version v2.",
                "{apiVersion: networking.istio.io/v2, kind: Gateway, metadata: {name: a}} | Gateway has no version v2.",
                "{apiVersion: networking.istio.io/v1, kind: virtualservice} | networking.istio.io has no kind virtualservice."
            })
    void whatIsNoObjectIsAnError(String text, String message) {
        assertThat(read(text).diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.message()).isEqualTo(message);
            assertThat(finding.position().line()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment\n",
                "---\n---\n",
                "null",
                "{apiVersion: apps/v1, kind: Deployment}",
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: b}}",
                "{apiVersion: v1, kind: ConfigMapList, items: [{metadata: {name: a}}]}",
                "{apiVersion: v1, kind: List, items: []}"
            })
    void whatIsNotForUsIsPassedOver(String text) {
        ReadResult result = read(text);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources()).isEmpty();
        assertThat(result.complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: a}} | EnvoyFilter is not read.",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: a}} | the Gateway of gateway.networking.k8s.io/v1 is not read; Istio's is of networking.istio.io/v1."
            })
    void aNearKindIsMentioned(String text, String message) {
        assertThat(read(text).diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.INFO);
            assertThat(finding.message()).isEqualTo(message);
        });
    }

    @Test
    void otherFieldsOfAnObjectAreReported() {
        ReadResult result = read("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: g, lables: {a: b}, managedFields: []}
                spce: {}
                """);
        assertThat(result.diagnostics())
                .extracting(finding -> finding.path() + " " + finding.advice())
                .containsExactly("metadata.lables Did you mean `labels`?", "spce Did you mean `spec`?");
    }

    @Test
    void otherDocumentsAreReadWhereOneIsBroken() {
        ReadResult result = read("""
                {apiVersion: v1, kind: Service, metadata: {name: a}}
                ---
                a: [
                ---
                {apiVersion: v1, kind: Service, metadata: {name: b}}
                """);
        assertThat(result.complete()).isFalse();
        assertThat(result.resources()).hasSize(2);
        assertThat(result.diagnostics())
                .singleElement()
                .satisfies(finding -> assertThat(finding.position().line()).isBetween(3, 4));
    }

    @Test
    void windowsLineEndsAndDocumentEndMarkersAreRead() {
        String unix = """
                apiVersion: v1
                kind: Service
                metadata:
                  name: a
                ...
                ---
                {apiVersion: v1, kind: Service, metadata: {name: b}}
                ...
                """;
        ReadResult result = read(unix.replace("\n", "\r\n"));
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources()).hasSize(2);
        assertThat(result.resources().get(1).position(FieldPath.ROOT).line()).isEqualTo(7);
    }

    @Test
    void anIndentedMarkerIsText() {
        ReadResult result = read("""
                apiVersion: v1
                kind: Service
                metadata:
                  name: a
                  annotations:
                    text: |
                      ---- not a marker
                      --- not one either
                ---
                {apiVersion: v1, kind: Service, metadata: {name: b}}
                """);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources()).hasSize(2);
        assertThat(result.resources().get(0).metadata().annotations())
                .containsEntry("text", "---- not a marker\n--- not one either\n");
    }

    @Test
    void directivesAreRead() {
        ReadResult result = read("""
                %YAML 1.2
                ---
                {apiVersion: v1, kind: Service, metadata: {name: a}}
                ---
                {apiVersion: v1, kind: Service, metadata: {name: b}}
                """);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources())
                .extracting(r -> r.position(FieldPath.ROOT).line())
                .containsExactly(3, 5);
    }

    @Test
    void equalityLeavesOutThePlace() {
        String text = "{apiVersion: v1, kind: Service, metadata: {name: a}}";
        Resource<?> one = read(text).resources().get(0);
        Resource<?> other = reader.read("b.yaml", "\n\n" + text).resources().get(0);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one.position(FieldPath.ROOT)).isNotEqualTo(other.position(FieldPath.ROOT));
    }

    @Test
    void keepsObjectsOfOtherKindsAsPlainValuesWhereTheyAreAskedFor() {
        PlainObject.Kind pod = new PlainObject.Kind("", "Pod", PlainObject.Scope.NAMESPACED);
        PlainObject.Kind node = new PlainObject.Kind("", "Node", PlainObject.Scope.CLUSTER);
        String text = """
                apiVersion: v1
                kind: Pod
                metadata: {name: web-0, namespace: shop, labels: {app: web}}
                spec:
                  nodeName: n1
                  restartPolicy: null
                  containers:
                  - {name: app, ports: [{containerPort: 8080}]}
                ---
                apiVersion: v1
                kind: Node
                metadata: {name: n1, namespace: ignored}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: broken, labels: none}
                """;
        ReadResult result = new ResourceReader(ReadLimits.DEFAULT, Set.of(pod, node)).read("pods.yaml", text);

        assertThat(result.plain())
                .extracting(object -> object.metadata().name())
                .containsExactly("web-0", "n1");
        PlainObject web = result.plain().get(0);
        assertThat(web.kind()).isEqualTo(pod);
        assertThat(web.metadata().namespace()).isEqualTo("shop");
        assertThat(web.metadata().labels()).containsExactly(Map.entry("app", "web"));
        assertThat(web.text("spec", "nodeName")).isEqualTo("n1");
        assertThat(web.text("spec", "restartPolicy")).isEmpty();
        assertThat(web.texts("spec")).containsExactly(Map.entry("nodeName", "n1"));
        assertThat(web.items("spec", "containers").get(0).get("ports"))
                .isEqualTo(List.of(Map.of("containerPort", "8080")));
        assertThat(web.source().at(FieldPath.of("spec", "nodeName")).line()).isEqualTo(5);
        assertThat(result.plain().get(1).metadata().namespace()).isEmpty();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(Code.WRONG_TYPE);
        assertThat(reader.read("pods.yaml", text).plain()).isEmpty();
    }

    @Test
    void tellsWhetherAFieldItselfIsWritten() {
        Resource<?> resource = read("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec:
                  hosts: [app]
                  export_to: ["."]
                """).resources().get(0);
        assertThat(resource.source().isWritten(FieldPath.ROOT)).isTrue();
        assertThat(resource.source().isWritten(FieldPath.of("spec", "hosts").index(0)))
                .isTrue();
        assertThat(resource.source().isWritten(FieldPath.of("spec", "exportTo")))
                .isTrue();
        assertThat(resource.source().isWritten(FieldPath.of("spec", "hosts").index(1)))
                .isFalse();
        assertThat(resource.source().isWritten(FieldPath.of("spec", "gateways")))
                .isFalse();
    }
}
