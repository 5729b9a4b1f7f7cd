package io.fairlead.server.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** APIs that make code depend on the machine, the moment or chance, and where alone they may stand. */
class ForbiddenApiTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.fairlead");

    /** The edges, packages or classes, where a real clock is made and handed on. */
    private static final List<String> CLOCK_EDGES = List.of(
            "io.fairlead.server.wire",
            "io.fairlead.server.cli",
            "io.fairlead.server.demo",
            "io.fairlead.proxy.ProxyOptions",
            "io.fairlead.proxy.observe.Ticker",
            "io.fairlead.yaml.FolderSource",
            "io.fairlead.testkit.time",
            "io.fairlead.testkit.tls.TestAuthority",
            "io.fairlead.benchmarks");

    /**
     * The edges where a source of chance is made and handed on. The score judge makes one of the measurements themselves, so that
     * the same measurements always get the same score.
     */
    private static final List<String> CHANCE_EDGES = List.of(
            "io.fairlead.server.wire",
            "io.fairlead.proxy.ProxyServer",
            "io.fairlead.rollout.judge.score.ScoreJudge",
            "io.fairlead.testkit.property",
            "io.fairlead.benchmarks");

    private static final List<String> CONSOLE_EDGES = List.of("io.fairlead.server.cli");

    private static final Set<String> CLOCK_METHODS =
            Set.of("java.lang.System.nanoTime", "java.lang.System.currentTimeMillis", "java.time.InstantSource.system");

    private static final Set<String> REGEX_METHODS = Set.of("matches", "replaceAll", "replaceFirst");

    @Test
    void clocksAreInjected() {
        assertThat(uses(
                        CLOCK_EDGES,
                        target -> CLOCK_METHODS.contains(name(target))
                                || (target.getOwner().getPackageName().equals("java.time")
                                        && (target.getName().equals("now")
                                                || target.getName().startsWith("system")))))
                .isEmpty();
    }

    @Test
    void nothingSleeps() {
        assertThat(uses(
                        List.of(),
                        target -> name(target).equals("java.lang.Thread.sleep")
                                || name(target).equals("java.util.concurrent.TimeUnit.sleep")))
                .isEmpty();
    }

    @Test
    void chanceIsInjected() {
        assertThat(uses(
                        CHANCE_EDGES,
                        target -> name(target).equals("java.lang.Math.random")
                                || name(target).equals("java.util.concurrent.ThreadLocalRandom.current")
                                || constructs(target, "java.util.Random")
                                || constructs(target, "java.util.SplittableRandom")))
                .isEmpty();
    }

    @Test
    void regularExpressionsAreRe2() {
        Predicate<AccessTarget> regex =
                target -> target.getOwner().getPackageName().equals("java.util.regex")
                        || (target.getOwner().isEquivalentTo(String.class) && REGEX_METHODS.contains(target.getName()));
        assertThat(uses(List.of(), regex)).isEmpty();
        assertThat(CLASSES.stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(use -> use.getTargetClass().isEquivalentTo(Pattern.class))))
                .isEmpty();
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        assertThat(uses(
                        CONSOLE_EDGES,
                        target -> target.getOwner().isEquivalentTo(System.class)
                                && (target.getName().equals("out")
                                        || target.getName().equals("err"))))
                .isEmpty();
    }

    @Test
    void textHasAnExplicitCharset() {
        assertThat(uses(List.of(), ForbiddenApiTest::isDefaultCharset)).isEmpty();
    }

    @Test
    void textHasAnExplicitLocale() {
        assertThat(uses(List.of(), target -> {
                    String name = target.getName();
                    boolean cases = name.equals("toLowerCase") || name.equals("toUpperCase");
                    boolean formats = name.equals("format") || name.equals("formatted");
                    return target.getOwner().isEquivalentTo(String.class)
                            && (cases || formats)
                            && !takes(target, Locale.class);
                }))
                .isEmpty();
    }

    private static boolean isDefaultCharset(AccessTarget target) {
        JavaClass owner = target.getOwner();
        if (takes(target, Charset.class) || takesText(target)) {
            return false;
        }
        if (owner.isEquivalentTo(String.class)) {
            return (target.getName().equals("getBytes") && parameters(target).isEmpty())
                    || (target.getName().equals("<init>") && parameters(target).contains(byte[].class.getName()));
        }
        boolean coder = owner.isEquivalentTo(InputStreamReader.class)
                || owner.isEquivalentTo(OutputStreamWriter.class)
                || owner.isEquivalentTo(FileReader.class)
                || owner.isEquivalentTo(FileWriter.class)
                || owner.isEquivalentTo(PrintStream.class);
        return coder && target.getName().equals("<init>");
    }

    /** Whether a charset is given by its name. */
    private static boolean takesText(AccessTarget target) {
        return parameters(target).contains(String.class.getName())
                && !target.getOwner().isEquivalentTo(FileReader.class)
                && !target.getOwner().isEquivalentTo(FileWriter.class);
    }

    private static boolean takes(AccessTarget target, Class<?> type) {
        return parameters(target).contains(type.getName());
    }

    private static List<String> parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                ? unit.getRawParameterTypes().stream().map(JavaClass::getName).toList()
                : List.of();
    }

    private static boolean constructs(AccessTarget target, String type) {
        return target.getName().equals("<init>") && target.getOwner().getName().equals(type);
    }

    private static String name(AccessTarget target) {
        return target.getOwner().getName() + "." + target.getName();
    }

    /** Where targets are used outside of the packages that may. */
    private static Set<String> uses(List<String> edges, Predicate<AccessTarget> forbidden) {
        Set<String> uses = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (edges.contains(type.getPackageName()) || edges.contains(type.getName())) {
                continue;
            }
            type.getAccessesFromSelf().stream()
                    .filter(access -> forbidden.test(access.getTarget()))
                    .forEach(access -> uses.add(access.getDescription()));
        }
        return uses;
    }
}
