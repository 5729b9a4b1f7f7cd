package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.KeyPair;
import io.fairlead.routing.tls.PeerCheck;
import io.fairlead.routing.tls.PemSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The texts that a TLS configuration is made of, as they are now. Two that are equal make the same configuration.
 *
 * @param keyPairs chain and key of each certificate to show
 * @param authorities null if nothing is checked
 * @param revocations null for none
 */
record Material(
        List<LoadedPair> keyPairs,
        @Nullable Pem authorities,
        @Nullable Pem revocations) {
    /** The texts of a {@link KeyPair}. */
    record LoadedPair(Pem chain, Pem key) {}

    Material {
        keyPairs = List.copyOf(keyPairs);
    }

    /** The files that {@link #load} reads. */
    static List<String> files(List<KeyPair> pairs, @Nullable PeerCheck check) {
        List<String> files = new ArrayList<>();
        for (KeyPair pair : pairs) {
            addFile(pair.chain(), files);
            addFile(pair.key(), files);
        }
        if (check != null) {
            if (check.authorities() == null) {
                files.addAll(PemLoader.SYSTEM_BUNDLES);
            } else {
                addFile(check.authorities(), files);
            }
            if (check.revocations() != null) {
                addFile(check.revocations(), files);
            }
        }
        return files;
    }

    private static void addFile(PemSource source, List<String> files) {
        if (source instanceof PemSource.File file) {
            files.add(file.path());
        }
    }

    /** Reads files, so it blocks. */
    static Material load(List<KeyPair> pairs, @Nullable PeerCheck check) throws TlsProblem {
        List<LoadedPair> loaded = new ArrayList<>();
        for (KeyPair pair : pairs) {
            loaded.add(new LoadedPair(PemLoader.load(pair.chain()), PemLoader.load(pair.key())));
        }
        if (check == null) {
            return new Material(loaded, null, null);
        }
        PemSource authorities = check.authorities();
        PemSource revocations = check.revocations();
        return new Material(
                loaded,
                authorities == null ? PemLoader.systemAuthorities() : PemLoader.load(authorities),
                revocations == null ? null : PemLoader.load(revocations));
    }
}
