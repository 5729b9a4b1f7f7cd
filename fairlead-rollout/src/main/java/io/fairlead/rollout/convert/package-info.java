/** Turns releases that were written for Flagger and Argo Rollouts into Rollouts, and says what differs. */
@NullMarked
package io.fairlead.rollout.convert;

import org.jspecify.annotations.NullMarked;
