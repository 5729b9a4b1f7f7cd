/** What is counted, without locks on the event loops, and the snapshot of it that a scrape shows. */
@NullMarked
package io.fairlead.proxy.observe.metrics;

import org.jspecify.annotations.NullMarked;
