package io.fairlead.compile.tls;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Bytes;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Secret;
import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PemSource;
import io.fairlead.routing.tls.PemText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets of the workload's namespace, as names of credentials refer to them. A Secret in the form of {@code kubectl
 * create secret generic} ({@code cert}, {@code key}, {@code cacert}) is read before one in the form of {@code
 * kubernetes.io/tls}. Source: Istio {@code pilot/pkg/credentials/kube/secrets.go}.
 */
public final class Credentials {
    private static final String AUTHORITY_SUFFIX = "-cacert";

    private final Map<String, Resource<Secret>> secrets = new HashMap<>();
    private final String namespace;
    private final Findings findings;

    /** The credentials of a workload in {@code namespace}. */
    public Credentials(List<Resource<Secret>> all, String namespace, Findings findings) {
        for (Resource<Secret> secret : all) {
            if (secret.ref().namespace().equals(namespace)) {
                secrets.put(secret.ref().name(), secret);
            }
        }
        this.namespace = namespace;
        this.findings = findings;
    }

    /**
     * The certificate and the key of a credential.
     *
     * @param place where what is not there is reported, null if it is already
     */
    KeyPair keyPair(String name, @Nullable Place place) {
        Resource<Secret> secret = secrets.get(local(name));
        if (secret == null) {
            PemSource missing = notFound(name, place);
            return new KeyPair(missing, missing);
        }
        Map<String, Bytes> content = secret.spec().content();
        if (has(content, "cert") && has(content, "key")) {
            return new KeyPair(text(secret, "cert"), text(secret, "key"));
        }
        if (has(content, "tls.crt") && has(content, "tls.key")) {
            return new KeyPair(text(secret, "tls.crt"), text(secret, "tls.key"));
        }
        PemSource missing =
                incomplete(secret, "a certificate and its key", "tls.crt and tls.key, or cert and key", place);
        return new KeyPair(missing, missing);
    }

    /** The CA of a credential: of the Secret with {@code -cacert} behind its name if there is one, else of its own. */
    PemSource authorities(String name, @Nullable Place place) {
        String local = local(name);
        Resource<Secret> secret = secrets.get(local + AUTHORITY_SUFFIX);
        return authorities(name, secret == null ? secrets.get(local) : secret, place);
    }

    /** The CA of the Secret of exactly this name. */
    PemSource authoritiesOf(String name, @Nullable Place place) {
        return authorities(name, secrets.get(local(name)), place);
    }

    private PemSource authorities(String name, @Nullable Resource<Secret> secret, @Nullable Place place) {
        if (secret == null) {
            return notFound(name, place);
        }
        for (String key : List.of("cacert", "ca.crt")) {
            if (has(secret.spec().content(), key)) {
                return text(secret, key);
            }
        }
        return incomplete(secret, "a CA", "ca.crt or cacert", place);
    }

    /** The revocation list that comes with the CA of a credential, null if there is none. */
    @Nullable
    PemSource revocations(String name) {
        String local = local(name);
        Resource<Secret> secret = secrets.get(local + AUTHORITY_SUFFIX);
        if (secret == null) {
            secret = secrets.get(local);
        }
        for (String key : List.of("crl", "ca.crl")) {
            if (secret != null && has(secret.spec().content(), key)) {
                return text(secret, key);
            }
        }
        return null;
    }

    /** The name without its namespace if that is the workload's; other names stay, and name nothing. */
    private String local(String name) {
        String bare = name.startsWith("kubernetes://") ? name.substring("kubernetes://".length()) : name;
        return bare.startsWith(namespace + "/") ? bare.substring(namespace.length() + 1) : bare;
    }

    private static boolean has(Map<String, Bytes> content, String key) {
        Bytes value = content.get(key);
        return value != null && value.size() > 0;
    }

    private static PemSource text(Resource<Secret> secret, String key) {
        Bytes value = secret.spec().content().getOrDefault(key, Bytes.EMPTY);
        return new PemSource.Text(secret.ref() + " " + key, PemText.of(value));
    }

    private PemSource notFound(String name, @Nullable Place place) {
        String secret = "Secret " + namespace + "/" + local(name);
        if (place != null) {
            findings.error(
                    Code.NOT_FOUND,
                    place,
                    "There is no " + secret + ": connections that need it are refused.",
                    "Add it in the workload's namespace.");
        }
        return new PemSource.Missing(secret);
    }

    private PemSource incomplete(Resource<Secret> secret, String what, String keys, @Nullable Place place) {
        String name = secret.ref().namespace() + "/" + secret.ref().name();
        if (place != null) {
            findings.error(
                    Code.NOT_FOUND,
                    place,
                    "Secret " + name + " has not got " + what + ": connections that need it are refused.",
                    "Write " + keys + " in its data.");
        }
        return new PemSource.Missing("Secret " + name + ": " + keys);
    }
}
