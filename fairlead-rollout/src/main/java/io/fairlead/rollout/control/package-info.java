/** Carries releases through: asks, remembers, and moves the traffic. */
@NullMarked
package io.fairlead.rollout.control;

import org.jspecify.annotations.NullMarked;
