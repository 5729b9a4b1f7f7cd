/** The compiled, immutable routing model and the pure matching that chooses a route from it. */
@NullMarked
package io.fairlead.routing;

import org.jspecify.annotations.NullMarked;
