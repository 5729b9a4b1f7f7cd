/** Which requests two routings treat differently. */
@NullMarked
package io.fairlead.simulate.diff;

import org.jspecify.annotations.NullMarked;
