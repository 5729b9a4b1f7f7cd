package io.fairlead.server.routingtest;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourcePosition;
import io.fairlead.store.PlainObject;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.ReadLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of routing tests.
 *
 * @param config paths as written, relative to the file
 * @param namespace of the workload whose routing is tested
 * @param labels of that workload
 * @param mesh whether it is a sidecar's routing instead of a gateway's
 */
public record RoutingTestFile(
        String name,
        List<String> config,
        String namespace,
        Map<String, String> labels,
        boolean mesh,
        List<Case> cases) {
    private static final PlainObject.Kind KIND =
            new PlainObject.Kind("fairlead.io", "RoutingTest", PlainObject.Scope.CLUSTER);
    private static final Set<String> EXPECTATIONS =
            Set.of("route", "destination", "distribution", "redirect", "directResponse", "status", "path", "authority");

    public RoutingTestFile {
        config = List.copyOf(config);
        labels = Map.copyOf(labels);
        cases = List.copyOf(cases);
    }

    /**
     * One request and what should become of it.
     *
     * @param headers lines as they are written on a command line
     * @param expected by name; a value is a text, or for {@code distribution}, {@code redirect} and {@code directResponse} a
     *     map of texts
     */
    public record Case(
            String name, String request, List<String> headers, Map<String, Object> expected, SourcePosition position) {
        public Case {
            headers = List.copyOf(headers);
            expected = new TreeMap<>(expected);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with a message for users if it is not one
     */
    public static RoutingTestFile read(String fileName, String text) {
        ReadResult read = new ResourceReader(ReadLimits.DEFAULT, Set.of(KIND)).read(fileName, text);
        List<Diagnostic> errors =
                read.diagnostics().stream().filter(Diagnostic::isError).toList();
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.get(0).toString());
        }
        if (read.plain().size() != 1) {
            throw new IllegalArgumentException(
                    fileName + ": expected one object of kind RoutingTest (fairlead.io/v1alpha1), found "
                            + read.plain().size());
        }
        PlainObject file = read.plain().get(0);
        List<Case> cases = new ArrayList<>();
        List<Map<?, ?>> written = file.items("spec", "tests");
        for (int i = 0; i < written.size(); i++) {
            FieldPath path = FieldPath.of("spec", "tests").index(i);
            cases.add(testCase(written.get(i), file.source().at(path)));
        }
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(fileName + ": spec.tests is empty");
        }
        return new RoutingTestFile(
                file.metadata().name(),
                file.content().get("spec") instanceof Map<?, ?> spec ? texts(spec.get("config")) : List.of(),
                file.text("spec", "namespace").isEmpty() ? "default" : file.text("spec", "namespace"),
                file.texts("spec", "labels"),
                file.text("spec", "mesh").equals("true"),
                cases);
    }

    private static List<String> texts(@org.jspecify.annotations.Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(text -> texts.add(String.valueOf(text)));
        } else if (value != null) {
            texts.add(String.valueOf(value));
        }
        return texts;
    }

    private static Case testCase(Map<?, ?> written, SourcePosition position) {
        String request = written.get("request") instanceof String text ? text : "";
        if (request.isEmpty()) {
            throw new IllegalArgumentException(position + ": the test has no request");
        }
        List<String> headers = new ArrayList<>();
        if (written.get("headers") instanceof Map<?, ?> lines) {
            new TreeMap<>(lines).forEach((name, value) -> headers.add(name + ": " + value));
        }
        Map<String, Object> expected = new TreeMap<>();
        if (written.get("expect") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> expected.put(String.valueOf(name), value));
        }
        for (String name : expected.keySet()) {
            if (!EXPECTATIONS.contains(name)) {
                throw new IllegalArgumentException(position + ": a test cannot expect `" + name + "`; it may expect "
                        + String.join(", ", EXPECTATIONS.stream().sorted().toList()));
            }
        }
        if (expected.isEmpty()) {
            throw new IllegalArgumentException(position + ": the test expects nothing");
        }
        String name = written.get("name") instanceof String text ? text : request;
        return new Case(name, request, headers, expected, position);
    }
}
