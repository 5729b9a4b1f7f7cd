/** The PROXY protocol: the header by which a load balancer says whose connection it passes on. */
@NullMarked
package io.fairlead.proxy.proxyprotocol;

import org.jspecify.annotations.NullMarked;
