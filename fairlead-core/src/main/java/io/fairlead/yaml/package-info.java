/** Text to resources, with the place of every field and findings about what cannot be used. */
@NullMarked
package io.fairlead.yaml;

import org.jspecify.annotations.NullMarked;
