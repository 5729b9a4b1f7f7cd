package io.fairlead.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Compares our records with an independent model of Istio's API, which is generated from Istio's own sources: every
 * field and every enum constant that it has, ours must have at the same place. Its classes are read as files, so that
 * nothing they need has to be here.
 */
class FieldParityTest {
    private static final String MODEL = "io.fabric8.istio.api.api.networking.v1alpha3.";
    private static final int LEAST_FIELDS = 200;

    /** Fields that the model has and we do not, each with its reason. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "LoadBalancerSettingsConsistentHashLBRingHash.ringHash",
            "The model's generator gave the message and the member of the one-of the same name, so the message is lost.");

    private final JavaClasses model = importModel();
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> seen = new HashSet<>();
    private int fields;

    @Test
    void everyFieldOfTheIndependentModelHasACounterpart() {
        for (Class<?> kind : ResourceSpec.class.getPermittedSubclasses()) {
            if (model.contain(MODEL + kind.getSimpleName())) {
                compare(model.get(MODEL + kind.getSimpleName()), kind, kind.getSimpleName());
            }
        }
        assertThat(missing).isEqualTo(EXCEPTIONS.keySet());
        assertThat(fields).as("compared fields").isGreaterThan(LEAST_FIELDS);
    }

    @Test
    void theStatusOfAServiceEntryHasACounterpart() {
        compare(model.get(MODEL + "ServiceEntryAddress"), ServiceEntry.Address.class, "ServiceEntry.status.addresses");
        assertThat(missing).isEmpty();
        assertThat(fields).isEqualTo(2);
    }

    private static JavaClasses importModel() {
        URL marker =
                FieldParityTest.class.getClassLoader().getResource(MODEL.replace('.', '/') + "VirtualService.class");
        assertThat(marker).as("the independent model on the class path").isNotNull();
        String location = marker.toString().replace("VirtualService.class", "");
        ImportOption messages = file -> !file.contains("Builder") && !file.contains("Fluent");
        return new ClassFileImporter().withImportOption(messages).importUrl(toUrl(location));
    }

    private static URL toUrl(String location) {
        try {
            return URI.create(location).toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(JavaClass theirs, Class<?> ours, String path) {
        if (!seen.add(theirs.getName() + " " + ours.getName())) {
            return;
        }
        if (theirs.isEnum()) {
            compareConstants(theirs, ours, path);
            return;
        }
        Map<String, Type> known = fields(ours);
        for (JavaField field : theirs.getFields()) {
            JavaClass raw = field.getRawType();
            if (field.getModifiers().contains(JavaModifier.STATIC)
                    || field.getName().equals("additionalProperties")) {
                continue;
            }
            if (raw.isInterface() && raw.getSimpleName().startsWith("Is")) {
                implementors(raw).forEach(member -> compareFields(member, known, path));
            } else {
                compareField(field, known, path);
            }
        }
    }

    private void compareFields(JavaClass theirs, Map<String, Type> known, String path) {
        for (JavaField field : theirs.getFields()) {
            boolean isStatic = field.getModifiers().contains(JavaModifier.STATIC);
            if (!isStatic && !field.getName().equals("additionalProperties")) {
                compareField(field, known, path);
            }
        }
    }

    private void compareField(JavaField field, Map<String, Type> known, String path) {
        String name = jsonName(field);
        String fieldPath = path + "." + name;
        fields++;
        Type type = known.get(name);
        if (type == null) {
            missing.add(field.getOwner().getSimpleName() + "." + name);
            return;
        }
        JavaClass content = content(field.getType());
        Class<?> ourContent = content(type);
        if (content.getName().startsWith(MODEL)) {
            compare(content, ourContent, fieldPath);
        }
    }

    private void compareConstants(JavaClass theirs, Class<?> ours, String path) {
        assertThat(ours.isEnum()).as(path + " is an enum").isTrue();
        Set<String> names = new HashSet<>();
        for (Object constant : ours.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
        }
        for (JavaField constant : theirs.getFields()) {
            if (constant.getRawType().equals(theirs)) {
                fields++;
                if (!names.contains(constant.getName())) {
                    missing.add(path + "=" + constant.getName());
                }
            }
        }
    }

    private List<JavaClass> implementors(JavaClass union) {
        return model.stream()
                .filter(type -> type.getRawInterfaces().contains(union))
                .toList();
    }

    private static String jsonName(JavaField field) {
        return field.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getSimpleName().equals("JsonProperty"))
                .map(annotation -> String.valueOf(annotation.get("value").orElseThrow()))
                .findFirst()
                .orElse(field.getName());
    }

    /** Our fields by JSON name; those of a one-of beside the others. */
    private static Map<String, Type> fields(Class<?> ours) {
        Map<String, Type> fields = new HashMap<>();
        if (ours.isSealed()) {
            addMembers(ours, fields);
            return fields;
        }
        for (RecordComponent component : ours.getRecordComponents()) {
            WireObject annotation = component.getType().getAnnotation(WireObject.class);
            if (annotation != null && annotation.place() == WireObject.Place.ENCLOSING_OBJECT) {
                addMembers(component.getType(), fields);
            } else {
                fields.put(component.getName(), component.getGenericType());
            }
        }
        return fields;
    }

    private static void addMembers(Class<?> union, Map<String, Type> fields) {
        for (Class<?> member : union.getPermittedSubclasses()) {
            for (RecordComponent component : member.getRecordComponents()) {
                fields.put(component.getName(), component.getGenericType());
            }
        }
    }

    /** The element of a list, the value of a map, or the type itself. */
    private static JavaClass content(JavaType type) {
        if (type instanceof JavaParameterizedType generic) {
            List<JavaType> arguments = generic.getActualTypeArguments();
            return content(arguments.get(arguments.size() - 1));
        }
        return type.toErasure();
    }

    private static Class<?> content(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return content(arguments[arguments.length - 1]);
        }
        return (Class<?>) type;
    }
}
