/** Rules across objects: what {@code istioctl analyze} finds, and what it does not look for. */
@NullMarked
package io.fairlead.analyze;

import org.jspecify.annotations.NullMarked;
