/** Listening sockets: opened, replaced and drained as snapshots come and go. */
@NullMarked
package io.fairlead.proxy.listen;

import org.jspecify.annotations.NullMarked;
