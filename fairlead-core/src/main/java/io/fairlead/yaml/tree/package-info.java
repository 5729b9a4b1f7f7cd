/** Text to a tree of plain YAML values, each with its place, as the tools around Kubernetes understand them. */
@NullMarked
package io.fairlead.yaml.tree;

import org.jspecify.annotations.NullMarked;
