/** From validated resources and a viewpoint to a routing snapshot: one class for each block of Istio's API. */
@NullMarked
package io.fairlead.compile;

import org.jspecify.annotations.NullMarked;
