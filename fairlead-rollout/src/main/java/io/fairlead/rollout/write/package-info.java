/** Where weights are put into force. */
@NullMarked
package io.fairlead.rollout.write;

import org.jspecify.annotations.NullMarked;
