/** What is known of a request, and how it is counted, logged and filled into header values. */
@NullMarked
package io.fairlead.proxy.observe;

import org.jspecify.annotations.NullMarked;
