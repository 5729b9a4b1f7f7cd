package io.fairlead.yaml;

import io.fairlead.resource.FieldPath;
import io.fairlead.resource.SourceMap;
import io.fairlead.resource.SourcePosition;
import io.fairlead.yaml.tree.DocumentText;
import io.fairlead.yaml.tree.PlainScalar;
import io.fairlead.yaml.tree.YamlNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a field's place by parsing its document again: places are asked for rarely, and objects are many. */
final class LazySourceMap implements SourceMap {
    private final DocumentText text;
    private final int document;
    private final FieldPath base;

    /**
     * @param document which of the text's documents, from 0
     * @param base the object's path in it, {@code items[3]} in a list
     */
    LazySourceMap(DocumentText text, int document, FieldPath base) {
        this.text = text;
        this.document = document;
        this.base = base;
    }

    /** The same place in the same text at another line. */
    LazySourceMap movedTo(DocumentText other) {
        return new LazySourceMap(other, document, base);
    }

    @Override
    public SourcePosition at(FieldPath path) {
        List<YamlNode> roots = text.parsedAgain();
        if (roots == null) {
            return new SourcePosition(text.file(), text.firstLine(), 1);
        }
        YamlNode written = find(roots.get(document), path).nearest();
        return new SourcePosition(text.file(), written.line(), written.column());
    }

    @Override
    public boolean isWritten(FieldPath path) {
        List<YamlNode> roots = text.parsedAgain();
        return roots != null && find(roots.get(document), path).complete();
    }

    /**
     * How far a path leads.
     *
     * @param nearest the key or element that stands for the last field that was written
     * @param complete whether that is the path's own
     */
    private record Found(YamlNode nearest, boolean complete) {}

    private Found find(YamlNode root, FieldPath path) {
        YamlNode node = root;
        YamlNode written = root;
        List<FieldPath> steps = new ArrayList<>(base.steps());
        steps.addAll(path.steps());
        for (FieldPath step : steps) {
            YamlNode next = null;
            if (node instanceof YamlNode.Items list
                    && step.index() >= 0
                    && step.index() < list.items().size()) {
                next = list.items().get(step.index());
                written = next;
            } else if (node instanceof YamlNode.Fields fields && step.index() < 0) {
                int index = find(fields, step.key());
                if (index >= 0) {
                    written = fields.key(index);
                    next = fields.value(index);
                }
            }
            if (next == null) {
                return new Found(written, false);
            }
            node = next;
        }
        return new Found(written, true);
    }

    /** The entry of this name, written so, in its proto form, or as a scalar that is read as this key. */
    private static int find(YamlNode.Fields fields, String name) {
        int index = fields.indexOf(name);
        for (int i = 0; index < 0 && i < fields.size(); i++) {
            if (jsonName(fields.key(i).text()).equals(name) || name.equals(readAs(fields.key(i)))) {
                index = i;
            }
        }
        return index;
    }

    private static @Nullable String readAs(YamlNode.Scalar key) {
        return key.plain() ? PlainScalar.of(key.text()).asKey(key.text()) : key.text();
    }

    private static String jsonName(String protoName) {
        if (protoName.indexOf('_') < 0) {
            return protoName;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < protoName.length(); i++) {
            char c = protoName.charAt(i);
            boolean raised = i > 0 && protoName.charAt(i - 1) == '_';
            if (c != '_') {
                name.append(raised ? Character.toUpperCase(c) : c);
            }
        }
        return name.toString();
    }
}
