/** Makes TLS settings of Gateways and DestinationRules plain data, with the Secrets that they name. */
@NullMarked
package io.fairlead.compile.tls;

import org.jspecify.annotations.NullMarked;
