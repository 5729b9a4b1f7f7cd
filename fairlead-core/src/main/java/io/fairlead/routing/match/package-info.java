/**
 * Chooses the route of a request: {@link io.fairlead.routing.match.RouteIndex} is built once from a compiled table and then
 * asked for every request.
 */
@NullMarked
package io.fairlead.routing.match;

import org.jspecify.annotations.NullMarked;
