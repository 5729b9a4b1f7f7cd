/** The choice of an endpoint: priorities, localities, and the algorithms among the endpoints that are left. */
@NullMarked
package io.fairlead.proxy.upstream.balance;

import org.jspecify.annotations.NullMarked;
