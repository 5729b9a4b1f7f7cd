/** Fairlead's own annotations on Istio's objects. */
@NullMarked
package io.fairlead.compile.annotation;

import org.jspecify.annotations.NullMarked;
