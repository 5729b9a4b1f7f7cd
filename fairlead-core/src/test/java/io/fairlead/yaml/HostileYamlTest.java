package io.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.yaml.tree.ReadLimits;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileYamlTest {
    private static final String GOOD = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: app, labels: &labels {a: b}}
            spec:
              hosts: [app.example.com, "*.example.com"]
              http:
              - name: first
                match:
                - uri: {prefix: /a}
                  headers: {x-user: {exact: "1"}}
                timeout: 1.5s
                route: &routes
                - destination: {host: app, port: {number: 80}}
                  weight: 100
              - route: *routes
            ---
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/tls, data: {tls.crt: AQID}}
            """;

    private final ResourceReader reader = new ResourceReader();

    @Test
    void readsTheGoodDocumentThatIsMutatedBelow() {
        ReadResult result = reader.read("good.yaml", GOOD);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources()).hasSize(2);
    }

    @Test
    void noMutationOfAGoodDocumentThrows() {
        String extra = "{}[]&*!|>'\"%@`#,:-?\t\n\r \0\u0085\uFEFF\uD800x1~<";
        for (int seed = 0; seed < 4_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(GOOD);
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                mutate(text, random, extra);
            }
            ReadResult result = read(seed, text.toString());
            boolean nothingFound = result.diagnostics().isEmpty();
            assertThat(result.isClean() || !nothingFound).as("seed %d", seed).isTrue();
            result.diagnostics()
                    .forEach(finding -> assertThat(finding.position().line()).isPositive());
        }
    }

    private ReadResult read(int seed, String text) {
        try {
            return reader.read("mutated.yaml", text);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed + " throws on:\n" + text, e);
        }
    }

    private static void mutate(StringBuilder text, Random random, String extra) {
        int at = random.nextInt(text.length());
        int other = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at, extra.charAt(random.nextInt(extra.length())));
            case 2 -> text.setCharAt(at, extra.charAt(random.nextInt(extra.length())));
            default -> text.insert(at, text.substring(Math.min(at, other), Math.max(at, other)));
        }
    }

    @Test
    void binaryGarbageIsNotYaml() {
        for (int seed = 0; seed < 500; seed++) {
            byte[] bytes = new byte[200];
            new Random(seed).nextBytes(bytes);
            ReadResult result = read(seed, new String(bytes, StandardCharsets.ISO_8859_1));
            assertThat(result.resources()).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "!!seq [", "a: &x [*x, "})
    void depthIsLimited(String opening) {
        ReadResult result = reader.read("deep.yaml", opening.repeat(200_000));
        assertThat(result.complete()).isFalse();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsAnyOf(Code.LIMIT, Code.SYNTAX);
    }

    @Test
    void deepNestingIsReportedWithItsPlace() {
        ReadResult result = reader.read("deep.yaml", "a:\n" + "[".repeat(500));
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.LIMIT);
            assertThat(finding.message()).contains("128");
            assertThat(finding.position()).hasToString("deep.yaml:2:128");
        });
    }

    @Test
    void aliasesThatMultiplyAreStopped() {
        String text = """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: bomb}
                x0: &m0 {headers: {a: {exact: b}}}
                x1: &r0 {match: [REPEATED_M]}
                spec:
                  hosts: [a]
                  http: [REPEATED_R]
                """;
        String bomb = text.replace("REPEATED_M", "*m0, ".repeat(2_000) + "*m0")
                .replace("REPEATED_R", "*r0, ".repeat(2_000) + "*r0");
        ReadResult result = reader.read("bomb.yaml", bomb);
        assertThat(result.resources()).isEmpty();
        assertThat(result.damaged()).hasSize(1);
        assertThat(result.diagnostics()).extracting(Diagnostic::code).contains(Code.LIMIT);
    }

    @Test
    void billionLaughsCostNothing() {
        StringBuilder text = new StringBuilder("a0: &a0 [lol]\n");
        for (int i = 1; i <= 30; i++) {
            String before = "*a" + (i - 1) + ", ";
            text.append("a")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" [")
                    .append(before.repeat(9))
                    .append("x]\n");
        }
        ReadResult result = reader.read("laughs.yaml", text.toString());
        assertThat(result.resources()).isEmpty();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(Code.NOT_A_RESOURCE);
    }

    @Test
    void mergesThatMultiplyAreStopped() {
        StringBuilder text = new StringBuilder("base: &base {");
        for (int i = 0; i < 2_000; i++) {
            text.append("k").append(i).append(": v, ");
        }
        text.append("z: z}\nbomb: {<<: [").append("*base, ".repeat(1_000)).append("*base]}\n");
        ReadResult result = reader.read("merge.yaml", text.toString());
        assertThat(result.complete()).isFalse();
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(Code.LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: *missing",
                "a: &a [*a]",
                "a: &a {b: *a}",
                "a: 'open",
                "a: b: c",
                "\ta: b",
                "a: [1, 2",
                "%YAML 9.9\n---\na",
                "a: \0",
                "<<: 5",
                "? [a]\n: b",
                "a: !<tag:x,2000:y> [",
                "@x",
                "`x",
                "a: |9x"
            })
    void whatIsNotYamlIsReportedOnce(String text) {
        ReadResult result = reader.read("bad.yaml", text);
        assertThat(result.complete()).isFalse();
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.SYNTAX);
            assertThat(finding.position().line()).isPositive();
            assertThat(finding.message()).isNotBlank();
        });
    }

    @Test
    void anAnchorMayBeWrittenTwiceAndTheNearerOneCounts() {
        ReadResult result = reader.read("anchors.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: &n a, labels: {p: *n, q: &n b, r: *n}}
                """);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources().get(0).metadata().labels())
                .containsEntry("p", "a")
                .containsEntry("q", "b")
                .containsEntry("r", "b");
    }

    @Test
    void aNulIsReportedWithItsPlace() {
        ReadResult result = reader.read("nul.yaml", "a: b\nc: d\0e\n");
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.message()).contains("U+0000");
            assertThat(finding.position()).hasToString("nul.yaml:2:5");
        });
    }

    @Test
    void aByteOrderMarkIsOverlooked() {
        ReadResult result = reader.read("bom.yaml", "\uFEFF" + GOOD);
        assertThat(result.diagnostics()).isEmpty();
        assertThat(result.resources()).hasSize(2);
    }

    @Test
    void aHugeScalarIsReadAndShownShort() {
        ReadResult result = reader.read("huge.yaml", """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec: {hosts: [a], http: [{timeout: HUGE}]}
                """.replace("HUGE", "9".repeat(1_000_000)));
        assertThat(result.diagnostics()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(Code.WRONG_TYPE);
            assertThat(finding.toString()).hasSizeLessThan(500);
        });
    }

    @Test
    void aHugeNameIsShownShort() {
        ReadResult result = reader.read("huge.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: app}
                spec: {"HUGE": 1, "HUGE": 2}
                """.replace("HUGE", "k".repeat(1_000)));
        assertThat(result.diagnostics())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.toString()).hasSizeLessThan(500));
    }

    @Test
    void aHugeMappingIsNotQuadratic() {
        StringBuilder text = new StringBuilder("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  labels:\n");
        for (int i = 0; i < 100_000; i++) {
            text.append("    k").append(i).append(": v\n");
        }
        ReadResult result = reader.read("wide.yaml", text.toString());
        assertThat(result.resources().get(0).metadata().labels()).hasSize(100_000);
    }

    @Test
    void everyLimitIsKept() {
        ReadLimits tight = new ReadLimits(200, 100, 2, 3, 1, 1, 2);
        ResourceReader strict = new ResourceReader(tight);
        assertThat(strict.read("f", "a".repeat(201)).diagnostics().get(0).message())
                .contains("201", "200");
        assertThat(strict.read("f", "a".repeat(101)).diagnostics().get(0).message())
                .contains("101", "100");
        assertThat(strict.read("f", "---\na\n---\nb\n---\nc\n---\nd\n")
                        .diagnostics()
                        .get(0)
                        .message())
                .contains("documents");
        assertThat(strict.read("f", "[[[[]]]]").diagnostics().get(0).message()).contains("3 levels");
        assertThat(strict.read("f", "[&a x, *a, *a]").diagnostics().get(0).message())
                .contains("1 aliases");
        assertThat(strict.read("f", "[1]\n---\n[2]\n").diagnostics()).hasSize(2);
    }

    @Test
    void tooManyFindingsAreCounted() {
        ResourceReader strict = new ResourceReader(new ReadLimits(100_000, 100_000, 100, 100, 100, 100, 2));
        ReadResult result = strict.read("many.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: a}
                spec: {a1: 1, a2: 1, a3: 1, a4: 1, ports: 5}
                """);
        assertThat(result.diagnostics()).hasSize(3);
        assertThat(result.diagnostics().get(2).message()).isEqualTo("3 more findings are not shown.");
        assertThat(result.damaged())
                .as("an error counts even if it is not shown")
                .hasSize(1);
    }
}
