package io.fairlead.yaml.tree;

import java.util.List;

/**
 * The documents of a text.
 *
 * @param roots one for each document that holds something, in the order written
 * @param nodes how many there are in all of them, where an alias counts as one
 */
public record ParsedText(List<YamlNode> roots, int nodes) {
    public ParsedText {
        roots = List.copyOf(roots);
    }
}
