package io.fairlead.yaml.tree;

import java.util.List;

/**
 * The documents of a text.
 *
 * @param roots one for each document that holds something, in the order written
 * @param nodes how many there are in all of them, where an alias counts as one
 * @param restLine the line where something begins that was not parsed; 0 if everything was
 */
public record ParsedText(List<YamlNode> roots, int nodes, int restLine) {
    public ParsedText {
        roots = List.copyOf(roots);
    }
}
