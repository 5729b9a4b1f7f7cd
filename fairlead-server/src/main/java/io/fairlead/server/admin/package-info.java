/** The admin address: readiness, configuration, statistics and metrics over HTTP, read-only. */
@NullMarked
package io.fairlead.server.admin;

import org.jspecify.annotations.NullMarked;
