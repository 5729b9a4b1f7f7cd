/** HTTP messages in pieces: what the two sides of an exchange hand each other, and how HTTP/1.1 puts it on the wire. */
@NullMarked
package io.fairlead.proxy.message;

import org.jspecify.annotations.NullMarked;
