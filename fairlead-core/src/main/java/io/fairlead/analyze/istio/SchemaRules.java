package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ObjectMeta;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.validate.ResourceValidator;

/** The rules on each object by itself. Source: Istio {@code analyzers/schema/validation.go}. */
final class SchemaRules implements Analyzer {
    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<?> resource : inventory.resources().all()) {
            for (Diagnostic diagnostic : ResourceValidator.validate(withoutMetadata(resource))) {
                if (diagnostic.code() != Code.NOT_SERVED) {
                    report.add(code(diagnostic), resource, FieldPath.ROOT, message(diagnostic), diagnostic.advice());
                }
            }
        }
    }

    /** Istio leaves labels and annotations out when it analyzes. */
    private static <S extends ResourceSpec> Resource<S> withoutMetadata(Resource<S> resource) {
        ObjectMeta name =
                ObjectMeta.of(resource.ref().namespace(), resource.ref().name());
        return new Resource<>(resource.ref(), resource.apiVersion(), name, resource.spec(), resource.source());
    }

    private static FindingCode code(Diagnostic diagnostic) {
        if (diagnostic.isError()) {
            return FindingCode.INVALID;
        }
        if (diagnostic.code() != Code.UNREACHABLE) {
            return FindingCode.SCHEMA_WARNING;
        }
        FieldPath list = diagnostic.path().parent();
        boolean match = list != null && list.key().equals("match");
        return match ? FindingCode.INEFFECTIVE_MATCH : FindingCode.UNREACHABLE_RULE;
    }

    private static String message(Diagnostic diagnostic) {
        return diagnostic.path().equals(FieldPath.ROOT)
                ? diagnostic.message()
                : diagnostic.path() + ": " + diagnostic.message();
    }
}
