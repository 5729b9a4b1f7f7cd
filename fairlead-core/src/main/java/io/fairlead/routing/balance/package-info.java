/** What a request's destination and endpoint are bound to, and the arithmetic of keeping them. */
@NullMarked
package io.fairlead.routing.balance;

import org.jspecify.annotations.NullMarked;
