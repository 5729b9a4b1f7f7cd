/** What every analyzer uses: the objects to look at, host names, label selectors, and how a finding is reported. */
@NullMarked
package io.fairlead.analyze.base;

import org.jspecify.annotations.NullMarked;
