/** Services, their endpoints and the policies for them: from resources to clusters. */
@NullMarked
package io.fairlead.compile.service;

import org.jspecify.annotations.NullMarked;
