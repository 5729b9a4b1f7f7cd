/** Broken variants of good texts. */
@NullMarked
package io.fairlead.testkit.mutation;

import org.jspecify.annotations.NullMarked;
