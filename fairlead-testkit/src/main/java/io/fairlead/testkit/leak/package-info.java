/** Fails test classes that leak Netty buffers. For modules that have Netty on their test class path. */
@NullMarked
package io.fairlead.testkit.leak;

import org.jspecify.annotations.NullMarked;
