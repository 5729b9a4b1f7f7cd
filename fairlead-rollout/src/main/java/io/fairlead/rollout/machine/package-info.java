/** What happens next in a release, as a pure function of what was and what happened. */
@NullMarked
package io.fairlead.rollout.machine;

import org.jspecify.annotations.NullMarked;
