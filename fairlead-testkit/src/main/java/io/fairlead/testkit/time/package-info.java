/** Real time for tests that talk to real sockets: stopwatches, deadlines and pauses. */
@NullMarked
package io.fairlead.testkit.time;

import org.jspecify.annotations.NullMarked;
