/** Users' own tests of their routing: a file says what should become of requests. */
@NullMarked
package io.fairlead.server.routingtest;

import org.jspecify.annotations.NullMarked;
