package io.fairlead.proxy.http1;

/**
 * Bounds on what one peer may send in one message.
 *
 * @param maxHeadBytes bytes of start line and header lines together, with their line ends, at least 64
 * @param maxHeaders header lines in one head, at least 1
 * @param maxLeadingEmptyLines empty lines tolerated before a request line (RFC 9112 section 2.2), at least 0
 * @param maxChunkExtensionBytes by how many bytes chunk extensions may outweigh the content read so far, at least 0
 * @param maxTrailerBytes bytes of the trailer lines behind a chunked body, with their line ends, at least 2
 */
public record HttpLimits(
        int maxHeadBytes, int maxHeaders, int maxLeadingEmptyLines, int maxChunkExtensionBytes, int maxTrailerBytes) {
    /** Envoy's bounds: 60 KiB and 100 lines. */
    public static final HttpLimits DEFAULT = new HttpLimits(61_440, 100, 8, 16_384, 61_440);

    /** Checks the ranges. */
    public HttpLimits {
        if (maxHeadBytes < 64
                || maxHeaders < 1
                || maxLeadingEmptyLines < 0
                || maxChunkExtensionBytes < 0
                || maxTrailerBytes < 2) {
            throw new IllegalArgumentException("A limit is out of its range: maxHeadBytes " + maxHeadBytes
                    + ", maxHeaders " + maxHeaders + ", maxLeadingEmptyLines " + maxLeadingEmptyLines
                    + ", maxChunkExtensionBytes " + maxChunkExtensionBytes + ", maxTrailerBytes " + maxTrailerBytes);
        }
    }
}
