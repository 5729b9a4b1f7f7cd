package io.fairlead.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The design as rules over the compiled code of all modules; ARCHITECTURE.md gives the reasons. */
class ArchitectureTest {
    private static final String ROOT = "io.fairlead";
    private static final List<String> CORE = List.of(
            "resource", "diagnostic", "store", "yaml", "validate", "gate", "analyze", "routing", "compile", "simulate");
    private static final Set<String> SHUNNED_ENDINGS =
            Set.of("Manager", "Helper", "Util", "Utils", "Impl", "Data", "Info");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void resourceDependsOnNothing() {
        only("resource");
    }

    @Test
    void diagnosticSeesResource() {
        only("diagnostic", "io.fairlead.resource");
    }

    @Test
    void storeSeesResourceAndDiagnostic() {
        only("store", "io.fairlead.resource", "io.fairlead.diagnostic", "org.slf4j..");
    }

    @Test
    void yamlSeesResourceDiagnosticAndStore() {
        only(
                "yaml",
                "io.fairlead.resource",
                "io.fairlead.diagnostic",
                "io.fairlead.store..",
                "org.snakeyaml.engine..",
                "org.slf4j..");
    }

    @Test
    void validateSeesResourceDiagnosticAndStore() {
        only("validate", "io.fairlead.resource", "io.fairlead.diagnostic", "io.fairlead.store..", "com.google.re2j..");
    }

    @Test
    void gateSeesYamlAndValidate() {
        only("gate", "io.fairlead.resource", "io.fairlead.diagnostic", "io.fairlead.yaml..", "io.fairlead.validate");
    }

    @Test
    void theTreeOfYamlKnowsNoResources() {
        only("yaml.tree", "io.fairlead.diagnostic", "org.snakeyaml.engine..");
        only("yaml.schema", "io.fairlead.yaml.tree", "io.fairlead.resource", "io.fairlead.diagnostic");
    }

    @Test
    void analyzeSeesWhatItJudges() {
        only(
                "analyze",
                "io.fairlead.resource",
                "io.fairlead.diagnostic",
                "io.fairlead.store..",
                "io.fairlead.validate..",
                "io.fairlead.compile",
                "io.fairlead.routing",
                "io.fairlead.simulate.diff");
    }

    @Test
    void simulateSeesRoutingAlone() {
        only("simulate", "io.fairlead.routing..", "io.fairlead.resource");
    }

    @Test
    void routingSeesReferencesToResourcesOnly() {
        only("routing", "io.fairlead.resource", "com.google.re2j..");
        noClasses()
                .that()
                .resideInAPackage("io.fairlead.routing..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.fairlead\\.resource\\.(?!ResourceRef|ResourceKind|Bytes|FieldPath).*")
                .check(CLASSES);
    }

    @Test
    void compileSeesResourceStoreValidateRoutingAndDiagnostic() {
        only(
                "compile",
                "io.fairlead.resource",
                "io.fairlead.store..",
                "io.fairlead.validate..",
                "io.fairlead.routing..",
                "io.fairlead.diagnostic",
                "com.google.re2j..",
                "org.slf4j..");
    }

    @Test
    void coreKnowsNoNetworkLibraryAndNoOtherModule() {
        noClasses()
                .that()
                .resideInAnyPackage(inCore())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "com.google.protobuf..",
                        "io.grpc..",
                        "io.fabric8..",
                        "io.kubernetes..",
                        "io.fairlead.proxy..",
                        "io.fairlead.server..",
                        "io.fairlead.testkit..")
                .check(CLASSES);
    }

    @Test
    void proxySeesRoutingAndNetty() {
        only(
                "proxy",
                "io.fairlead.routing..",
                "io.fairlead.resource",
                "com.google.re2j..",
                "io.netty..",
                "io.prometheus.metrics..",
                "com.sun.management",
                "javax.net.ssl",
                "javax.security.auth.x500",
                "jdk.net",
                "org.slf4j..");
    }

    @Test
    void thePartsOfTheProxyFormOneOrder() {
        List<String> downwards = List.of(
                "http", "tcp", "listen", "upstream", "http2", "message", "filter", "tls", "proxyprotocol", "observe");
        for (int part = 0; part < downwards.size(); part++) {
            String[] above = Stream.concat(
                            Stream.of(""), downwards.subList(0, part).stream().map(name -> "." + name))
                    .map(name -> "io.fairlead.proxy" + name)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.fairlead.proxy." + downwards.get(part) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void theCodecSeesTheRequestViewAndNetty() {
        only("proxy.http1", "io.fairlead.routing", "io.netty..");
    }

    @Test
    void rolloutSeesResourcesAndItsStatistics() {
        only(
                "rollout",
                "io.fairlead.resource",
                "io.fairlead.diagnostic",
                "io.fairlead.store..",
                "io.fairlead.validate..",
                "com.fasterxml.jackson.annotation",
                "tools.jackson..",
                "org.apache.commons.statistics..",
                "org.apache.commons.numbers..",
                "org.slf4j..");
    }

    @Test
    void thePartsOfRolloutFormOneOrder() {
        List<String> downwards = List.of("control", "store", "machine", "metric", "write", "spec", "judge");
        for (int part = 0; part < downwards.size(); part++) {
            String[] above = downwards.subList(0, part).stream()
                    .map(name -> "io.fairlead.rollout." + name)
                    .toArray(String[]::new);
            if (above.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("io.fairlead.rollout." + downwards.get(part) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(above)
                        .check(CLASSES);
            }
        }
    }

    @Test
    void onlyTheServerWiresModules() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.fairlead.server..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.server..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.fairlead.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fairlead.testkit..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircles() {
        slices().matching("io.fairlead.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void routingRecordsAreImmutable() {
        classes()
                .that()
                .resideInAPackage("io.fairlead.routing")
                .and()
                .areRecords()
                .should(beImmutable())
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            JavaPackage home = type.getPackage();
            if (home.tryGetPackageInfo().isEmpty() || !home.isAnnotatedWith(NullMarked.class)) {
                unmarked.add(home.getName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void namesSayWhatAClassIs() {
        Set<String> shunned = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (SHUNNED_ENDINGS.stream().anyMatch(type.getSimpleName()::endsWith)) {
                shunned.add(type.getName());
            }
        }
        assertThat(shunned).isEmpty();
    }

    private static void only(String part, String... seen) {
        String self = ROOT + "." + part + "..";
        String[] allowed = Stream.concat(Stream.of(self, "java..", "org.jspecify.annotations"), Arrays.stream(seen))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(self)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CLASSES);
    }

    private static String[] inCore() {
        return CORE.stream().map(part -> ROOT + "." + part + "..").toArray(String[]::new);
    }

    /** A component is no array, and a collection is copied by the canonical constructor. */
    private static ArchCondition<JavaClass> beImmutable() {
        return new ArchCondition<>("be immutable") {
            @Override
            public void check(JavaClass record, ConditionEvents events) {
                for (JavaField field : record.getFields()) {
                    boolean component = !field.getModifiers().contains(JavaModifier.STATIC);
                    JavaClass type = field.getRawType();
                    if (component && type.isArray()) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is an array"));
                    }
                    boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
                    if (component && collection && !copies(record)) {
                        events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is not copied"));
                    }
                }
            }
        };
    }

    private static boolean copies(JavaClass record) {
        return record.getConstructors().stream()
                .flatMap(constructor -> constructor.getMethodCallsFromSelf().stream())
                .anyMatch(call ->
                        call.getName().equals("copyOf") || call.getName().startsWith("unmodifiable"));
    }
}
