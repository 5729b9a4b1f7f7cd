/** Malformed and hostile HTTP/1.1 traffic, sent through a proxy between a raw client and a strict recording upstream. */
@NullMarked
package io.fairlead.testkit.hostile;

import org.jspecify.annotations.NullMarked;
