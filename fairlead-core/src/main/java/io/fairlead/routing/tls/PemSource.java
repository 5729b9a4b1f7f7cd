package io.fairlead.routing.tls;

/** Where certificates or a key come from, in PEM form (RFC 7468). Prints no content. */
public sealed interface PemSource {
    /**
     * A file, which is read again when it changes.
     *
     * @param path in the proxy's file system
     */
    record File(String path) implements PemSource {
        @Override
        public String toString() {
            return path;
        }
    }

    /**
     * A text that came with the configuration.
     *
     * @param origin the object and key that it is from, for messages
     */
    record Text(String origin, PemText text) implements PemSource {
        @Override
        public String toString() {
            return origin;
        }
    }

    /**
     * Something that is referred to and not there: what needs it accepts, or makes, no connection.
     *
     * @param origin what is missing, for messages
     */
    record Missing(String origin) implements PemSource {
        @Override
        public String toString() {
            return origin;
        }
    }
}
