package io.fairlead.proxy.tls;

import io.fairlead.routing.tls.PemSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads what {@link PemSource}s stand for. Blocks, so it is used by no event loop. Stateless. */
final class PemLoader {
    /** The largest file of certificates that is read, in bytes; bundles of all public CAs have a quarter of it. */
    static final int MAX_BYTES = 1 << 20;

    /** Where systems keep the certificates that they trust. Source: Istio {@code GetOSRootFilePath}. */
    static final List<String> SYSTEM_BUNDLES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem",
            "/usr/local/etc/ssl/cert.pem");

    private PemLoader() {}

    static Pem load(PemSource source) throws TlsProblem {
        if (source instanceof PemSource.File file) {
            return read(file.path());
        }
        if (source instanceof PemSource.Text text) {
            return new Pem(text.origin(), text.text().content().toArray());
        }
        if (source instanceof PemSource.Missing missing) {
            throw new TlsProblem(missing.origin() + " is missing");
        }
        throw new AssertionError("unknown source " + source);
    }

    /** The certificates that the system trusts. */
    static Pem systemAuthorities() throws TlsProblem {
        for (String bundle : SYSTEM_BUNDLES) {
            if (Files.isReadable(Path.of(bundle))) {
                return read(bundle);
            }
        }
        throw new TlsProblem("the system has no bundle of trusted certificates; write caCertificates");
    }

    private static Pem read(String path) throws TlsProblem {
        try {
            Path file = Path.of(path);
            if (Files.isDirectory(file)) {
                throw new TlsProblem(path + " is a folder");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new TlsProblem(path + " has more than " + MAX_BYTES + " bytes");
            }
            return new Pem(path, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new TlsProblem(path + " does not exist");
        } catch (IOException | InvalidPathException e) {
            throw new TlsProblem(path + " cannot be read (" + e.getMessage() + ")");
        }
    }
}
