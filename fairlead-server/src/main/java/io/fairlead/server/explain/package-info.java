/** Requests as people write them, and what becomes of them as text and JSON. */
@NullMarked
package io.fairlead.server.explain;

import org.jspecify.annotations.NullMarked;
