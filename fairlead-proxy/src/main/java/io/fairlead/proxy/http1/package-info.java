/**
 * The HTTP/1.1 codec: parses and writes the bytes of messages and knows nothing of connections.
 *
 * <p>A head is read in one pass into a byte array that its owner uses again for the next message; bodies are never copied.
 * Where RFC 9112 leaves a choice between repairing and refusing, this codec refuses, so that no two readers of the same
 * bytes can disagree. What it does otherwise follows Envoy.
 */
@NullMarked
package io.fairlead.proxy.http1;

import org.jspecify.annotations.NullMarked;
