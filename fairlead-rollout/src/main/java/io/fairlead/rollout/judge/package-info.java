/** Statistics: what the counts of two versions say about the newer one, with the error rates that go with the answer. */
@NullMarked
package io.fairlead.rollout.judge;

import org.jspecify.annotations.NullMarked;
