/** The admin address's page of weights that count in place of written ones. */
@NullMarked
package io.fairlead.server.admin.weights;

import org.jspecify.annotations.NullMarked;
