package io.fairlead.analyze;

import static io.fairlead.analyze.Findings.istio;
import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.base.FindingCode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigAnalysisTest {
    private static final String ROUTE =
            istio("VirtualService", "v", "hosts: [a], http: [{route: [{destination: {host: nobody}}]}]");

    private static List<String> found(String... texts) {
        return Findings.of(ConfigAnalysis.Checks.ISTIO, texts);
    }

    @Test
    void theAnnotationSuppressesSomeCodesOrAll() {
        for (String codes : List.of("IST0101", "IST0132,IST0101", "'*'")) {
            assertThat(found(annotated(codes))).as(codes).isEmpty();
        }
        for (String codes : List.of("IST0102", "'IST0132, IST0101'", "ist0101", "''")) {
            assertThat(found(annotated(codes))).as(codes).containsExactly("IST0101 shop/v");
        }
    }

    private static String annotated(String codes) {
        String quoted = codes.startsWith("'") ? codes : "'" + codes + "'";
        return ROUTE.replace(
                "metadata: {", "metadata: {annotations: {galley.istio.io/analyze-suppress: " + quoted + "}, ");
    }

    @Test
    void theLaterOfTwoObjectsOfOneNameCounts() {
        String empty = istio("VirtualService", "v", "hosts: [a], http: [{redirect: {uri: /}}]");
        assertThat(found(ROUTE, empty)).isEmpty();
        assertThat(found(empty, ROUTE)).containsExactly("IST0101 shop/v");
    }

    @Test
    void systemNamespacesAreNotLookedAt() {
        assertThat(found(ROUTE.replace("namespace: shop", "namespace: kube-system")))
                .isEmpty();
    }

    @Test
    void aFindingIsReportedOnce() {
        String twice = istio(
                "VirtualService",
                "v",
                "hosts: [a], http: [{fault: {delay: {percent: 1, fixedDelay: 1s}}, redirect: {uri: /}},"
                        + " {fault: {delay: {percent: 1, fixedDelay: 1s}}, redirect: {uri: /}}]");
        assertThat(found(twice)).containsOnlyOnce("IST0002 shop/v");
    }

    @Test
    void errorsComeFirst() {
        String info = istio(
                "VirtualService",
                "a",
                "hosts: [b], http: [{match: [{uri: {exact: /}}, {uri: {exact: /}}], redirect: {uri: /a}}]");
        assertThat(found(info, ROUTE)).containsExactly("IST0101 shop/v", "IST0131 shop/a");
    }

    @Test
    void codesAreUnique() {
        assertThat(Arrays.stream(FindingCode.values()).map(FindingCode::id)).doesNotHaveDuplicates();
    }
}
