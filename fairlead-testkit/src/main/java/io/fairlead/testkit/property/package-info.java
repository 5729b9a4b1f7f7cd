/** A small seeded property tester: generators, a runner that prints its seed, and shrinking of what failed. */
@NullMarked
package io.fairlead.testkit.property;

import org.jspecify.annotations.NullMarked;
