package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.tls.TlsServing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One case: a configuration and what to do with it.
 *
 * @param name area and name, with a slash between them
 * @param folder where its files lie
 * @param certificates the folder of the test certificates
 * @param description what it shows
 * @param mesh whether the system is also the outbound proxy of a workload, not only a gateway
 * @param namespace of the workload
 * @param labels of the workload
 * @param locality of the workload
 * @param backends the echo servers it needs
 * @param steps what to do, in order
 */
public record Case(
        String name,
        Path folder,
        Path certificates,
        String description,
        boolean mesh,
        String namespace,
        Map<String, String> labels,
        String locality,
        List<BackendSpec> backends,
        List<Step> steps) {
    /** The file that every case starts with. */
    public static final String FIRST_CONFIG = "config.yaml";

    public Case {
        labels = Map.copyOf(labels);
        backends = List.copyOf(backends);
        steps = List.copyOf(steps);
    }

    /** The text of one of its configuration files, with the folder of the certificates filled in. */
    public String config(String file) throws IOException {
        return Files.readString(folder.resolve(file))
                .replace("{{CERTS}}", certificates.toAbsolutePath().toString());
    }

    /**
     * What cannot be replayed yet, because it needs a protocol that is not served: one line a step, with the name of the
     * case, the number of the step and the protocol. A checked-in list is compared with it, so that nothing is left out
     * in silence.
     */
    public List<String> waiting() {
        List<String> lines = new ArrayList<>();
        for (Step step : steps) {
            Step.Exchange exchange = step.exchange();
            if (exchange != null && !exchange.isReplayed()) {
                lines.add(
                        name + " " + step.number() + " " + exchange.connection().protocol());
            }
        }
        return lines;
    }

    /**
     * An echo server.
     *
     * @param protocol {@code http} or {@code https} unless it is no HTTP server
     * @param tls how it ends TLS, null for no TLS
     * @param script what it does first
     * @param behaviour what it does then
     */
    public record BackendSpec(
            String name,
            int port,
            String protocol,
            @Nullable TlsServing tls,
            List<Behaviour> script,
            Behaviour behaviour) {
        public BackendSpec {
            script = List.copyOf(script);
        }
    }
}
