/** Puts the parts together: files to resources to routing to the proxy, with the admin address beside it. */
@NullMarked
package io.fairlead.server.wire;

import org.jspecify.annotations.NullMarked;
