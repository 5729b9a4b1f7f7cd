package io.fairlead.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.diagnostic.Code;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceSpec;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.WireObject;
import io.fairlead.yaml.tree.ReadLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes objects with any content and reads them back: what was written is what is read, for every field. */
class EveryFieldTest {
    private static final int ROUNDS = 20;
    private final ResourceReader reader = new ResourceReader(ReadLimits.DEFAULT, ReadMode.ISTIO);

    @ParameterizedTest
    @EnumSource(ResourceKind.class)
    void whatIsWrittenIsRead(ResourceKind kind) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomSpecs.Fill fill = seed % 2 == 0 ? RandomSpecs.Fill.EVERY_FIELD : RandomSpecs.Fill.SOME_FIELDS;
            ResourceSpec spec = withoutStatus(new RandomSpecs(new Random(seed), fill).make(type(kind)));
            ReadResult result = reader.read("any.json", object(kind, spec, RandomSpecs.Naming.JSON));

            assertThat(result.diagnostics()).as("seed %d", seed).isEmpty();
            assertThat(result.resources()).as("seed %d", seed).hasSize(1);
            assertThat(result.resources().get(0).spec()).as("seed %d", seed).isEqualTo(spec);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ResourceKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SERVICE", "ENDPOINT_SLICE", "SECRET"})
    void protoNamesAreReadTooAndReported(ResourceKind kind) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomSpecs specs = new RandomSpecs(new Random(seed), RandomSpecs.Fill.EVERY_FIELD);
            ResourceSpec spec = withoutStatus(specs.make(type(kind)));
            ReadResult result = reader.read("any.json", object(kind, spec, RandomSpecs.Naming.PROTO));

            assertThat(result.resources().get(0).spec()).as("seed %d", seed).isEqualTo(spec);
            assertThat(result.diagnostics())
                    .extracting(Diagnostic::code)
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .containsOnly(Code.LENIENT_FORM);
        }
    }

    @ParameterizedTest
    @EnumSource(ResourceKind.class)
    void eachWrittenFieldHasItsPlace(ResourceKind kind) {
        ResourceSpec spec =
                withoutStatus(new RandomSpecs(new Random(7), RandomSpecs.Fill.EVERY_FIELD).make(type(kind)));
        String text = object(kind, spec, RandomSpecs.Naming.JSON);
        ReadResult result = reader.read("any.json", text);

        List<String> names = new ArrayList<>();
        for (java.lang.reflect.RecordComponent component : type(kind).getRecordComponents()) {
            WireObject wire = component.getType().getAnnotation(WireObject.class);
            // The members of a one-of stand among the fields, under their own names.
            boolean named = wire == null || wire.place() != WireObject.Place.ENCLOSING_OBJECT;
            if (named && RandomSpecs.form(component) != io.fairlead.resource.WireField.Form.STATUS) {
                names.add(component.getName());
            }
        }
        boolean topLevel = isTopLevel(kind);
        assertThat(names).allSatisfy(name -> {
            FieldPath path = topLevel ? FieldPath.of(name) : FieldPath.of("spec", name);
            int column = result.resources().get(0).position(path).column();
            assertThat(text.substring(column - 1)).startsWith(RandomSpecs.quote(name));
        });
    }

    private static ResourceSpec withoutStatus(ResourceSpec spec) {
        if (!(spec instanceof ServiceEntry entry)) {
            return spec;
        }
        return new ServiceEntry(
                entry.hosts(),
                entry.addresses(),
                entry.ports(),
                entry.location(),
                entry.resolution(),
                entry.endpoints(),
                entry.workloadSelector(),
                entry.exportTo(),
                entry.subjectAltNames(),
                null);
    }

    @SuppressWarnings("unchecked") // every permitted subclass of ResourceSpec is one
    private static Class<? extends ResourceSpec> type(ResourceKind kind) {
        for (Class<?> type : ResourceSpec.class.getPermittedSubclasses()) {
            if (type.getSimpleName().equals(kind.kindName())) {
                return (Class<? extends ResourceSpec>) type;
            }
        }
        throw new AssertionError("no record for " + kind);
    }

    private static boolean isTopLevel(ResourceKind kind) {
        WireObject annotation = type(kind).getAnnotation(WireObject.class);
        return annotation != null && annotation.place() == WireObject.Place.TOP_LEVEL;
    }

    private static String object(ResourceKind kind, ResourceSpec spec, RandomSpecs.Naming naming) {
        String version = kind.group().isEmpty() ? "v1" : kind.group() + "/v1";
        if (kind == ResourceKind.ROLLOUT) {
            version = kind.group() + "/v1alpha1";
        }
        String head = "{\"apiVersion\": \"" + version + "\", \"kind\": \"" + kind.kindName()
                + "\", \"metadata\": {\"name\": \"sample\"}";
        String body = RandomSpecs.write(spec, naming);
        boolean empty = body.equals("{}");
        return isTopLevel(kind) ? head + (empty ? "}" : ", " + body.substring(1)) : head + ", \"spec\": " + body + "}";
    }
}
