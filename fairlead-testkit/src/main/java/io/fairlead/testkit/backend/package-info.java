/** Echo servers that describe, and log, the requests that reach them. */
@NullMarked
package io.fairlead.testkit.backend;

import org.jspecify.annotations.NullMarked;
