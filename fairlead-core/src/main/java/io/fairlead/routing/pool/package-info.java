/** How connections to the endpoints of a cluster are made and kept, and how many there may be. */
@NullMarked
package io.fairlead.routing.pool;

import org.jspecify.annotations.NullMarked;
