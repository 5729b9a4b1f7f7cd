package io.fairlead.resource;

import org.jspecify.annotations.Nullable;

/**
 * An answer that sends the client elsewhere.
 *
 * @param uri "" keeps the path
 * @param authority "" keeps the host
 * @param redirectPort null keeps the port
 * @param scheme "" keeps the scheme
 * @param redirectCode 0 means 301
 * @param prefixRewrite "" means none; excludes {@code uri}
 */
public record HttpRedirect(
        String uri,
        String authority,
        @Nullable RedirectPort redirectPort,
        String scheme,
        long redirectCode,
        String prefixRewrite) {
    /** The port of the new address. */
    @WireObject(place = WireObject.Place.ENCLOSING_OBJECT)
    public sealed interface RedirectPort {
        /** This port. */
        record Port(long port) implements RedirectPort {}

        /** A port taken from elsewhere. */
        record DerivePort(RedirectPortSelection derivePort) implements RedirectPort {}
    }

    /** Where a redirect's port comes from. */
    public enum RedirectPortSelection {
        /** No explicit port. */
        FROM_PROTOCOL_DEFAULT,
        /** The port that the request came to. */
        FROM_REQUEST_PORT
    }
}
