/** One HTTP/1.1 request from the client to the upstream and back: connections, exchanges, heads and bodies. */
@NullMarked
package io.fairlead.proxy.http;

import org.jspecify.annotations.NullMarked;
