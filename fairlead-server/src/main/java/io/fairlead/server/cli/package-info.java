/** The command line: flags, messages and exit codes. */
@NullMarked
package io.fairlead.server.cli;

import org.jspecify.annotations.NullMarked;
