/** Live resources: where they come from, their versions, and which version of each object is the last good one. */
@NullMarked
package io.fairlead.store;

import org.jspecify.annotations.NullMarked;
