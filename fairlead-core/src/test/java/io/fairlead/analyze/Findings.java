package io.fairlead.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.analyze.base.Finding;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.yaml.ReadMode;
import io.fairlead.yaml.ReadResult;
import io.fairlead.yaml.ResourceReader;
import io.fairlead.yaml.tree.ReadLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What is found in texts. */
public final class Findings {
    /** When certificates must be valid. */
    public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private Findings() {}

    /** The objects of these texts, which must be readable. */
    public static Inventory inventory(String... texts) {
        ReadResult read = new ResourceReader(ReadLimits.DEFAULT, ReadMode.ISTIO, Inventory.PLAIN_KINDS)
                .read("test.yaml", String.join("\n---\n", texts));
        assertThat(read.diagnostics()).filteredOn(Diagnostic::isError).isEmpty();
        return Inventory.of(read.resources(), read.plain());
    }

    /** The findings, each as its code and the name of its object, for example {@code IST0101 shop/app}. */
    public static List<String> of(ConfigAnalysis.Checks checks, String... texts) {
        return all(checks, texts).stream()
                .map(finding -> finding.code().id() + " " + finding.origin().namespace() + "/"
                        + finding.origin().name())
                .toList();
    }

    /** The findings. */
    public static List<Finding> all(ConfigAnalysis.Checks checks, String... texts) {
        return ConfigAnalysis.analyze(inventory(texts), ConfigAnalysis.View.FULL, checks, InstantSource.fixed(NOW));
    }

    /** An object of Istio's {@code networking} group in the namespace {@code shop} or the one before a slash. */
    public static String istio(String kind, String name, String spec) {
        return object("networking.istio.io/v1", kind, name, "spec: {" + spec + "}");
    }

    /** A Service. */
    public static String service(String name, String spec) {
        return object("v1", "Service", name, "spec: {" + spec + "}");
    }

    /** A pod in the mesh with these labels. */
    public static String pod(String name, String labels) {
        return object("v1", "Pod", name, "spec: {}").replace("metadata: {", "metadata: {labels: {" + labels + "}, ");
    }

    /** Any object; {@code name} is a name, or a namespace, a slash and a name. */
    public static String object(String apiVersion, String kind, String name, String content) {
        int slash = name.indexOf('/');
        String namespace = slash < 0 ? "shop" : name.substring(0, slash);
        return "apiVersion: " + apiVersion + "\nkind: " + kind + "\nmetadata: {namespace: " + namespace + ", name: "
                + name.substring(slash + 1) + "}\n" + content + "\n";
    }
}
