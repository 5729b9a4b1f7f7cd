/** The data plane: serves traffic from a routing snapshot. */
@NullMarked
package io.fairlead.proxy;

import org.jspecify.annotations.NullMarked;
