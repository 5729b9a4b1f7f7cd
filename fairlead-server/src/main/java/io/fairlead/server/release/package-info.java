/** Releases on this proxy: where weights go, what it counts, and what the admin address shows and takes. */
@NullMarked
package io.fairlead.server.release;

import org.jspecify.annotations.NullMarked;
