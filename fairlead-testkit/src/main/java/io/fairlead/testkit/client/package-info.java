/** A plain HTTP/1.1 client that sends exactly the bytes it is given. */
@NullMarked
package io.fairlead.testkit.client;

import org.jspecify.annotations.NullMarked;
