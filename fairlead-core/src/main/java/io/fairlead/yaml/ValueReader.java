package io.fairlead.yaml;

import io.fairlead.resource.FieldPath;
import io.fairlead.yaml.tree.YamlNode;
import org.jspecify.annotations.Nullable;

/** Reads values of one Java type. Immutable; any thread. */
interface ValueReader {
    /**
     * The value of a node that is not null.
     *
     * @return null if the node cannot be read, which was then reported
     */
    @Nullable
    Object read(YamlNode node, FieldPath path, ReadScope scope);

    /** The value of a field that is not written, as proto3 has it; null for messages, wrappers and one-ofs. */
    @Nullable
    Object absent();

    /**
     * The value of a list element or map entry that is written without a value.
     *
     * @return null if there must be one, which was then reported
     */
    @Nullable
    Object readNull(YamlNode node, FieldPath path, ReadScope scope);
}
