/** HTTP/2 (RFC 9113) and its header compression (RFC 7541): frames, streams and flow control, the same for both sides. */
@NullMarked
package io.fairlead.proxy.http2;

import org.jspecify.annotations.NullMarked;
