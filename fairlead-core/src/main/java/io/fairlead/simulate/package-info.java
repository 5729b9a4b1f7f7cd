/** What would happen to a request, without a network: by the same matching as the proxy's. */
@NullMarked
package io.fairlead.simulate;

import org.jspecify.annotations.NullMarked;
