/** Which changes of the resources are changes of weights only. */
@NullMarked
package io.fairlead.compile.weights;

import org.jspecify.annotations.NullMarked;
