/** {@code fairlead demo}: model servers, a canary configuration and the requests that show it. */
@NullMarked
package io.fairlead.server.demo;

import org.jspecify.annotations.NullMarked;
