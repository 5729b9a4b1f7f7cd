/**
 * What a Kubernetes API server with Istio's definitions accepts: the types and limits of fields, kept in a table, and its
 * further conditions, in Java.
 */
@NullMarked
package io.fairlead.yaml.schema;

import org.jspecify.annotations.NullMarked;
