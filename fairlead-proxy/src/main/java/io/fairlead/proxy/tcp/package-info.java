/** Connections whose bytes are passed on as they are. */
@NullMarked
package io.fairlead.proxy.tcp;

import org.jspecify.annotations.NullMarked;
