/** The Rollout kind as the engine takes it: every default filled in, weights in hundredths of a percent. */
@NullMarked
package io.fairlead.rollout.spec;

import org.jspecify.annotations.NullMarked;
