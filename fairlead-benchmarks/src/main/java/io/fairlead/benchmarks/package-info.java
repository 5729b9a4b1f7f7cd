/** Measurements of the parts that every request passes. Run them by {@code bench/jmh}. */
@NullMarked
package io.fairlead.benchmarks;

import org.jspecify.annotations.NullMarked;
