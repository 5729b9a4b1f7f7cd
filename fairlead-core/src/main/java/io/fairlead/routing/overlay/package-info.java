/** Weights that take the place of those that users wrote, without a change of what they wrote. */
@NullMarked
package io.fairlead.routing.overlay;

import org.jspecify.annotations.NullMarked;
