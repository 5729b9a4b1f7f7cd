package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.backend.Behaviour.Ending;
import io.fairlead.testkit.conformance.Case.BackendSpec;
import io.fairlead.testkit.fixture.Fixture;
import io.fairlead.testkit.tls.Credential;
import io.fairlead.testkit.tls.TlsChoice;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the {@code case.yaml} of a case; {@code conformance/README.md} describes the format. */
public final class CaseReader {
    /** The mesh listener of cases that have one. */
    public static final int MESH_PORT = 15007;

    private static final int GATEWAY_PORT = 18080;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);
    private static final Set<String> CASE_KEYS =
            Set.of("description", "mode", "namespace", "labels", "locality", "backends", "defaults", "steps");
    private static final Set<String> BACKEND_KEYS =
            Set.of("name", "port", "protocol", "cert", "clientCA", "behaviour", "script");
    private static final Set<String> BEHAVIOUR_KEYS =
            Set.of("times", "status", "delay", "reset", "close", "down", "grpc");
    private static final Set<String> SENDING_KEYS =
            Set.of("path", "protocol", "authority", "method", "headers", "repeat");
    private static final Set<String> STEP_KEYS = Set.of(
            "name",
            "port",
            "protocol",
            "method",
            "path",
            "authority",
            "headers",
            "body",
            "bodySize",
            "source",
            "sni",
            "alpn",
            "clientCert",
            "jar",
            "keepConn",
            "sleep",
            "settle",
            "timeout",
            "repeat",
            "concurrency",
            "newConn",
            "stick",
            "slowOver",
            "dist",
            "allowRare",
            "background",
            "apply",
            "set",
            "sameAs",
            "anyBackend",
            "compareBody",
            "track",
            "present",
            "ignore",
            "elapsed");

    private CaseReader() {}

    /** All cases below a folder, by name. */
    public static List<Case> all(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> folders = files.filter(file -> file.endsWith("case.yaml"))
                    .map(file -> file.resolveSibling(""))
                    .sorted()
                    .toList();
            List<Case> cases = new ArrayList<>();
            for (Path folder : folders) {
                cases.add(read(root, folder));
            }
            return cases;
        }
    }

    /** The case in a folder below a root, which names it. */
    public static Case read(Path root, Path folder) throws IOException {
        Path relative = root.relativize(folder);
        String name = relative.getName(0) + "/" + relative.getFileName();
        Fixture yaml = Fixture.parse(name, Files.readString(folder.resolve("case.yaml")))
                .onlyKnown(CASE_KEYS);
        boolean mesh = yaml.text("mode", "gateway").equals("mesh");
        Fixture defaults = yaml.map("defaults").onlyKnown(STEP_KEYS);
        Path certificates = root.resolveSibling("certs");
        List<Step> steps = new ArrayList<>();
        for (Fixture own : yaml.maps("steps")) {
            Fixture all = defaults.overlaidBy(own.onlyKnown(STEP_KEYS));
            steps.add(step(steps.size() + 1, own, all, exchange(all, mesh ? MESH_PORT : GATEWAY_PORT, certificates)));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        Fixture labelMap = yaml.map("labels");
        labelMap.members().keySet().forEach(key -> labels.put(key, labelMap.text(key, "")));
        return new Case(
                name,
                folder,
                certificates,
                yaml.text("description", ""),
                mesh,
                yaml.text("namespace", "default"),
                labels,
                yaml.text("locality", "region1/zone1/sub1"),
                backends(yaml, certificates),
                steps);
    }

    private static List<BackendSpec> backends(Fixture yaml, Path certificates) {
        List<BackendSpec> specs = new ArrayList<>();
        for (Fixture spec : yaml.maps("backends")) {
            spec.onlyKnown(BACKEND_KEYS);
            specs.add(new BackendSpec(
                    spec.text("name", ""),
                    spec.number("port", 0),
                    spec.text("protocol", "http"),
                    serving(spec, certificates),
                    spec.maps("script").stream().map(CaseReader::behaviour).toList(),
                    behaviour(spec.map("behaviour"))));
        }
        if (specs.isEmpty()) {
            int port = 19101;
            for (String name : List.of("v1", "v2", "v3", "other")) {
                specs.add(new BackendSpec(name, port++, "http", null, List.of(), Behaviour.NORMAL));
            }
        }
        return specs;
    }

    private static @Nullable TlsServing serving(Fixture backend, Path certificates) {
        String protocol = backend.text("protocol", "http");
        if (!protocol.equals("https") && !protocol.equals("tls")) {
            return null;
        }
        return new TlsServing(
                Credential.read(certificates, backend.text("cert", "backend")),
                backend.flag("clientCA") ? authorities(certificates) : null,
                protocol.equals("tls") ? new String[0] : new String[] {"http/1.1"});
    }

    /** What a client wants of TLS, null if the protocol has none. */
    private static @Nullable TlsChoice choice(Fixture step, String protocol, Path certificates) {
        if (!protocol.equals("https") && !protocol.equals("wss") && !protocol.equals("tls")) {
            return null;
        }
        String authority = step.text("authority", "app.example.com");
        int colon = authority.indexOf(':');
        String name = step.text("sni", colon < 0 ? authority : authority.substring(0, colon));
        String client = step.text("clientCert", "");
        return new TlsChoice(
                name.equals("none") ? "" : name,
                step.has("alpn") ? step.texts("alpn") : protocol.equals("tls") ? List.of() : List.of("http/1.1"),
                client.isEmpty() ? null : Credential.read(certificates, client),
                authorities(certificates),
                List.of());
    }

    private static String authorities(Path certificates) {
        try {
            return Files.readString(certificates.resolve("ca.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Behaviour behaviour(Fixture yaml) {
        yaml.onlyKnown(BEHAVIOUR_KEYS);
        Ending ending = Ending.ANSWER;
        if (yaml.flag("down")) {
            ending = Ending.DOWN;
        } else if (yaml.flag("reset")) {
            ending = Ending.RESET;
        } else if (yaml.flag("close")) {
            ending = Ending.CLOSE;
        }
        return new Behaviour(
                yaml.number("times", 0),
                yaml.number("status", 0),
                yaml.duration("delay", Duration.ZERO),
                ending,
                yaml.text("grpc", ""));
    }

    /**
     * A step.
     *
     * @param own what is written in it
     * @param all that, and what holds for all steps
     */
    private static Step step(int number, Fixture own, Fixture all, Step.Exchange exchange) {
        Step.Background background =
                Step.Background.valueOf(all.text("background", "none").toUpperCase(Locale.ROOT));
        Map<String, Behaviour> set = new LinkedHashMap<>();
        Fixture changes = all.map("set");
        changes.members().keySet().forEach(name -> set.put(name, behaviour(changes.map(name))));
        Step.Actions actions =
                new Step.Actions(all.duration("sleep", Duration.ZERO), set, all.text("apply", ""), background);
        boolean changesOnly = (own.has("apply") || own.has("set"))
                && background != Step.Background.START
                && SENDING_KEYS.stream().noneMatch(own::has);
        boolean silent = changesOnly || background == Step.Background.STOP;
        return new Step(number, all.text("name", ""), actions, silent ? null : exchange, rules(all));
    }

    private static Step.Exchange exchange(Fixture yaml, int port, Path certificates) {
        String protocol = yaml.text("protocol", "h1");
        Step.Request request = new Step.Request(
                yaml.text("method", protocol.startsWith("grpc") ? "POST" : "GET"),
                yaml.text("path", "/"),
                yaml.text("authority", "app.example.com"),
                yaml.texts("headers"),
                yaml.text("body", ""),
                yaml.number("bodySize", 0),
                yaml.flag("jar"));
        Step.Connection connection = new Step.Connection(
                yaml.number("port", port),
                protocol,
                choice(yaml, protocol, certificates),
                yaml.text("source", ""),
                yaml.duration("timeout", DEFAULT_TIMEOUT),
                yaml.flag("keepConn"));
        Step.Repetition repetition = new Step.Repetition(
                Math.max(1, yaml.number("repeat", 1)),
                yaml.number("concurrency", 0),
                yaml.flag("newConn"),
                yaml.number("stick", 0),
                yaml.duration("slowOver", Duration.ZERO));
        return new Step.Exchange(request, connection, yaml.duration("settle", Duration.ZERO), repetition);
    }

    private static Step.Rules rules(Fixture yaml) {
        return new Step.Rules(
                Step.Distribution.valueOf(yaml.text("dist", "chi2").toUpperCase(Locale.ROOT)),
                yaml.flag("allowRare"),
                yaml.text("sameAs", ""),
                yaml.flag("anyBackend"),
                yaml.flag("compareBody"),
                lowerCased(yaml.texts("track")),
                yaml.texts("present"),
                new LinkedHashSet<>(yaml.texts("ignore")));
    }

    private static Set<String> lowerCased(List<String> names) {
        Set<String> lower = new LinkedHashSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }
}
