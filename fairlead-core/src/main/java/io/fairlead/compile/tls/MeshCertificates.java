package io.fairlead.compile.tls;

import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PemSource;

/**
 * The workload's own certificate in the mesh, for mode ISTIO_MUTUAL. There is no control plane that would hand it out, so it
 * is read from files, by the names that Istio's agent uses for certificates that are mounted.
 *
 * @param folder where the files are
 */
public record MeshCertificates(String folder) {
    private static final String CHAIN = "cert-chain.pem";
    private static final String KEY = "key.pem";
    private static final String ROOT = "root-cert.pem";

    KeyPair keyPair() {
        return new KeyPair(file(CHAIN), file(KEY));
    }

    PemSource authorities() {
        return file(ROOT);
    }

    private PemSource file(String name) {
        return new PemSource.File(folder.endsWith("/") ? folder + name : folder + "/" + name);
    }
}
