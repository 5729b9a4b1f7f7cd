/** How connections are encrypted, as plain data: which certificates are shown, and which are believed. */
@NullMarked
package io.fairlead.routing.tls;

import org.jspecify.annotations.NullMarked;
