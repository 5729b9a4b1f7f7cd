/** What survives a crash: every transition, in a log that is synced before anything follows from it. */
@NullMarked
package io.fairlead.rollout.store;

import org.jspecify.annotations.NullMarked;
