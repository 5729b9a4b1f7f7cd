/** What binds a request to a destination and to an endpoint: parts of it, or a cookie that is made for it. */
@NullMarked
package io.fairlead.proxy.filter.binding;

import org.jspecify.annotations.NullMarked;
