/** How anything is told to a user: a code, a severity, a place and what to do next. */
@NullMarked
package io.fairlead.diagnostic;

import org.jspecify.annotations.NullMarked;
