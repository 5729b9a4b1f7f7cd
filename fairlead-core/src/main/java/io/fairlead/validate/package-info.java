/** Istio's rules on single objects, and which version of each object may be used. */
@NullMarked
package io.fairlead.validate;

import org.jspecify.annotations.NullMarked;
