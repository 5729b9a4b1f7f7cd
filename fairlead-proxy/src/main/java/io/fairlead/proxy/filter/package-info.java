/** Changes to messages on their way: header edits, path rewrites, redirects, mapped status codes. */
@NullMarked
package io.fairlead.proxy.filter;

import org.jspecify.annotations.NullMarked;
