package io.fairlead.testkit.repository;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sizes that keep code readable, for the main sources of all modules. */
class SourceBudgetTest {
    private static final int MAX_METHOD_LINES = 40;
    private static final int MAX_FILE_LINES = 500;
    private static final int MAX_PARAMETERS = 5;
    /** "About twenty." */
    private static final int MAX_PACKAGE_FILES = 24;

    /** Packages with more files, and how many they have. A number here may go down, never up. */
    private static final Map<String, Integer> LARGE_PACKAGES = Map.of(
            "io.fairlead.resource", 43,
            "io.fairlead.routing", 30);

    private static final Path ROOT = Repository.root();

    @Test
    void methodsAreShort() throws IOException {
        assertThat(violations(new LongMethods())).isEmpty();
    }

    @Test
    void parametersAreFew() throws IOException {
        assertThat(violations(new ManyParameters())).isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        List<String> long_ = new ArrayList<>();
        for (Path file : sources()) {
            try (Stream<String> lines = Files.lines(file)) {
                long count = lines.count();
                if (count > MAX_FILE_LINES) {
                    long_.add(ROOT.relativize(file) + " has " + count + " lines");
                }
            }
        }
        assertThat(long_).isEmpty();
    }

    @Test
    void packagesAreSmall() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (Path file : sources()) {
            if (!file.endsWith("package-info.java")) {
                counts.merge(packageOf(file), 1, Integer::sum);
            }
        }
        counts.values().removeIf(count -> count <= MAX_PACKAGE_FILES);
        assertThat(counts).isEqualTo(new TreeMap<>(LARGE_PACKAGES));
    }

    private static String packageOf(Path file) {
        String path = ROOT.relativize(file).toString().replace('\\', '/');
        String start = "src/main/java/";
        int from = path.indexOf(start) + start.length();
        return path.substring(from, path.lastIndexOf('/')).replace('/', '.');
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path folder : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).isNotEmpty();
        return sources;
    }

    private static List<String> violations(Rule rule) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                rule.unit = unit;
                rule.positions = positions;
                rule.scan(unit, null);
            }
        }
        return rule.violations;
    }

    /** Visits methods with the class they stand in. */
    private abstract static class Rule extends TreeScanner<@Nullable Void, @Nullable ClassTree> {
        final List<String> violations = new ArrayList<>();

        @Nullable
        CompilationUnitTree unit;

        @Nullable
        SourcePositions positions;

        abstract void check(MethodTree method, boolean inRecord);

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable ClassTree outer) {
            return super.visitClass(type, type);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable ClassTree type) {
            check(method, type != null && type.getKind() == Tree.Kind.RECORD);
            return super.visitMethod(method, type);
        }

        void add(MethodTree method, String what) {
            CompilationUnitTree file = Objects.requireNonNull(unit);
            Path path = ROOT.relativize(Path.of(file.getSourceFile().toUri()));
            violations.add(path + ": " + method.getName() + " has " + what);
        }
    }

    private static final class LongMethods extends Rule {
        @Override
        void check(MethodTree method, boolean inRecord) {
            BlockTree body = method.getBody();
            if (body == null) {
                return;
            }
            CompilationUnitTree file = Objects.requireNonNull(unit);
            SourcePositions where = Objects.requireNonNull(positions);
            LineMap lines = file.getLineMap();
            long first = lines.getLineNumber(where.getStartPosition(file, body));
            long last = lines.getLineNumber(where.getEndPosition(file, body));
            if (last - first + 1 > MAX_METHOD_LINES) {
                add(method, (last - first + 1) + " lines");
            }
        }
    }

    private static final class ManyParameters extends Rule {
        @Override
        void check(MethodTree method, boolean inRecord) {
            boolean recordConstructor = inRecord && method.getName().contentEquals("<init>");
            int count = method.getParameters().size();
            if (count > MAX_PARAMETERS && !recordConstructor) {
                add(method, count + " parameters");
            }
        }
    }
}
