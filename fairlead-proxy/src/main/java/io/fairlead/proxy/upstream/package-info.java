/** Connections to upstreams: clusters and their addresses, pools for each event loop, choosing an address. */
@NullMarked
package io.fairlead.proxy.upstream;

import org.jspecify.annotations.NullMarked;
