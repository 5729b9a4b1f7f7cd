/** What {@code istioctl analyze} does not look for: findings of our own about traffic. */
@NullMarked
package io.fairlead.analyze.traffic;

import org.jspecify.annotations.NullMarked;
