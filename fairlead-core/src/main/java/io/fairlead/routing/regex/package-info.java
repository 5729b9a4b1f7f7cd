/** RE2 patterns that are matched against whole byte strings, mostly without allocating. */
@NullMarked
package io.fairlead.routing.regex;

import org.jspecify.annotations.NullMarked;
