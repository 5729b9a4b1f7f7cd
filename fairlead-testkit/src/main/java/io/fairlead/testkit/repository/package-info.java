/** The repository as tests see it: where it lies, and the budgets that its sources keep. */
@NullMarked
package io.fairlead.testkit.repository;

import org.jspecify.annotations.NullMarked;
