/** The analyzers of {@code istioctl analyze} that are about traffic, each with the codes of the original. */
@NullMarked
package io.fairlead.analyze.istio;

import org.jspecify.annotations.NullMarked;
