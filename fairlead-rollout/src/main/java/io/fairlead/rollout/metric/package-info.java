/** Where numbers come from: the proxy's own counts, Prometheus, JSON documents. */
@NullMarked
package io.fairlead.rollout.metric;

import org.jspecify.annotations.NullMarked;
