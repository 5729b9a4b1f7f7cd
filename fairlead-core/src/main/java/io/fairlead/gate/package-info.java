/** Whether a cluster would take what a file holds: both gates that an object passes there, and what each of them says. */
@NullMarked
package io.fairlead.gate;

import org.jspecify.annotations.NullMarked;
