/** What every part of the compiler uses: names, visibility and findings. */
@NullMarked
package io.fairlead.compile.base;

import org.jspecify.annotations.NullMarked;
