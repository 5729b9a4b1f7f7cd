/** What rules on objects are made of: written forms of names and values, and the way to report what is wrong. */
@NullMarked
package io.fairlead.validate.syntax;

import org.jspecify.annotations.NullMarked;
