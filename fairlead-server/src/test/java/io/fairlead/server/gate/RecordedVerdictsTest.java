package io.fairlead.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.gate.FileValidator;
import io.fairlead.gate.FileVerdict;
import io.fairlead.gate.Gate;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Every verdict that was recorded from istioctl and from a real API server is given here too. */
class RecordedVerdictsTest {
    /** Codes of warnings that Istio has too. */
    private static final Set<Code> WARNINGS = EnumSet.of(Code.INVALID, Code.DEPRECATED, Code.UNREACHABLE);

    /** Refused by the webhook and not by istioctl, which does not look into Lists; said as a warning. */
    private static final String IN_A_LIST = "doc.list-kind-invalid-item";

    @Test
    void istiosVerdictsAreGiven() throws IOException {
        assertThat(wrong(EnumSet.of(Gate.ISTIO), RecordedDocument::istioValid)).isEmpty();
    }

    @Test
    void theServersVerdictsAreGiven() throws IOException {
        assertThat(wrong(EnumSet.of(Gate.CRD), RecordedDocument::crdValid)).isEmpty();
    }

    @Test
    void aClustersVerdictsAreGiven() throws IOException {
        assertThat(wrong(EnumSet.allOf(Gate.class), document -> document.istioValid() && document.crdValid()))
                .isEmpty();
    }

    private static List<String> wrong(Set<Gate> gates, Predicate<RecordedDocument> valid) throws IOException {
        FileValidator validator = new FileValidator(gates);
        List<RecordedDocument> documents = RecordedDocument.all();
        assertThat(documents).hasSizeGreaterThan(1_000);
        return documents.stream()
                .filter(document -> {
                    FileVerdict verdict = validator.validate(document.id(), document.yaml());
                    return verdict.isValid() != valid.test(document);
                })
                .map(RecordedDocument::id)
                .toList();
    }

    @Test
    void thereIsAWarningWhereIstioWarns() throws IOException {
        FileValidator validator = new FileValidator(EnumSet.of(Gate.ISTIO));
        List<String> wrong = RecordedDocument.all().stream()
                .filter(document -> !document.id().equals(IN_A_LIST))
                .filter(document -> document.warnings().isEmpty() == warns(validator, document))
                .map(RecordedDocument::id)
                .toList();
        assertThat(wrong).isEmpty();
    }

    private static boolean warns(FileValidator validator, RecordedDocument document) {
        return validator.validate(document.id(), document.yaml()).findings().stream()
                .anyMatch(finding -> finding.refusing().isEmpty()
                        && WARNINGS.contains(finding.diagnostic().code()));
    }

    @Test
    void everyRefusalNamesAPlaceAndWhatToDo() throws IOException {
        FileValidator validator = new FileValidator(EnumSet.allOf(Gate.class));
        for (RecordedDocument document : RecordedDocument.all()) {
            assertThat(validator.validate("a.yaml", document.yaml()).findings())
                    .as(document.id())
                    .filteredOn(finding -> !finding.refusing().isEmpty())
                    .allSatisfy(finding -> {
                        assertThat(finding.diagnostic().position().file()).isEqualTo("a.yaml");
                        assertThat(finding.diagnostic().position().line()).isPositive();
                        assertThat(finding.diagnostic().message()).isNotBlank();
                    });
        }
    }
}
