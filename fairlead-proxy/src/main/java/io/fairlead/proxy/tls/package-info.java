/** What is read of TLS before, or instead of, terminating it. */
@NullMarked
package io.fairlead.proxy.tls;

import org.jspecify.annotations.NullMarked;
