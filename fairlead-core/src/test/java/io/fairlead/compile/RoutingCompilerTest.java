package io.fairlead.compile;

import static io.fairlead.compile.Compilation.ECHO;
import static io.fairlead.compile.Compilation.GATEWAY;
import static io.fairlead.compile.Compilation.app;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Resource;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.Viewpoint;
import io.fairlead.store.ResourceSet;
import io.fairlead.validate.ValidatedResources;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoutingCompilerTest {
    private static final String EVERYTHING = String.join(
            "",
            GATEWAY,
            ECHO,
            app(
                    "{name: a, match: [{uri: {prefix: /a}, headers: {x: {exact: z}}, port: 80}], timeout: 1s,"
                            + " route: [{destination: {host: echo, subset: v1}, weight: 1},"
                            + " {destination: {host: echo, port: {number: 8080}}, weight: 2}]}",
                    "{match: [{uri: {exact: /b}}], redirect: {uri: /c, redirectCode: 302, port: 81}}",
                    "{match: [{uri: {regex: /d.*}}], directResponse: {status: 418, body: {string: x}}}",
                    "{match: [{uri: {prefix: /e}}], delegate: {name: leaf}}",
                    "{fault: {abort: {httpStatus: 500, percentage: {value: 50}}}, mirror: {host: echo},"
                            + " rewrite: {uri: /x}, route: [{destination: {host: echo}}]}"),
            """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: leaf}
            spec: {http: [{route: [{destination: {host: echo}}]}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: mesh}
            spec: {hosts: [echo, '*.test'], http: [{route: [{destination: {host: echo}}]}]}
            """);

    @Test
    void theSnapshotHasTheVersionOfTheResourcesAndIsEqualForEqualInput() {
        RoutingSnapshot first = Compilation.of(EVERYTHING).snapshot();

        assertThat(first.version()).isEqualTo(7);
        assertThat(Compilation.of(EVERYTHING).snapshot()).isEqualTo(first);
    }

    @Test
    void sidecarsAreReportedAndEverythingElseIsServed() {
        String sidecar = """
                ---
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: s}
                spec: {egress: [{hosts: ['./*']}]}
                """;
        Compilation compiled = Compilation.of(EVERYTHING, sidecar);

        assertThat(compiled.found(Code.NOT_SERVED))
                .containsExactly("VirtualService/default/mesh spec.gateways", "Sidecar/default/s ");
        assertThat(compiled.routes()).hasSize(5);
    }

    @Test
    void objectsWithAnythingMissingOrStrangeNeverMakeItThrow() {
        long seed = 42;
        Random random = new Random(seed);
        String[] words = {"''", "0", "-1", "99999", "'*'", "{}", "[]", "x", "'%'", "'a b'", "/", "null"};
        for (int round = 0; round < 400; round++) {
            StringBuilder mutated = new StringBuilder(EVERYTHING);
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                mutate(mutated, words[random.nextInt(words.length)], random);
            }
            ReadResult read = new ResourceReader().read("test.yaml", mutated.toString());
            List<Resource<?>> all = new ArrayList<>(read.resources());
            // Not even what the validator would keep from it may hurt.
            read.damaged().stream()
                    .filter(damaged -> all.stream().noneMatch(good -> good.ref().equals(damaged.ref())))
                    .findFirst()
                    .ifPresent(all::add);
            ValidatedResources unchecked = new ValidatedResources(ResourceSet.of(round, all), List.of());

            Viewpoint viewpoint = new Viewpoint("default", Map.of(), "");
            CompiledRouting compiled =
                    RoutingCompiler.compile(unchecked, round % 2 == 0 ? viewpoint : viewpoint.withHttpProxyPort(15007));

            assertThat(compiled.snapshot().version())
                    .as("seed %s round %s", seed, round)
                    .isEqualTo(round);
        }
    }

    /** Replaces the value behind one of the colons. */
    private static void mutate(StringBuilder text, String word, Random random) {
        int colon = text.indexOf(": ", random.nextInt(text.length()));
        if (colon < 0) {
            return;
        }
        int end = colon + 2;
        while (end < text.length() && ",}]\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        text.replace(colon + 2, end, word);
    }
}
