/** Files and folders of configuration that commands read once. */
@NullMarked
package io.fairlead.server.cli.files;

import org.jspecify.annotations.NullMarked;
