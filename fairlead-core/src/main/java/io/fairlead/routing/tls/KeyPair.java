package io.fairlead.routing.tls;

/**
 * A certificate to show, with its key.
 *
 * @param chain the certificate, then those that lead to its root
 */
public record KeyPair(PemSource chain, PemSource key) {}
