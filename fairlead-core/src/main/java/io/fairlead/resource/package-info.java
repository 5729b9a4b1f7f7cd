/** Istio's API as records and sealed interfaces, field for field, with the references and paths that name their parts. */
@NullMarked
package io.fairlead.resource;

import org.jspecify.annotations.NullMarked;
