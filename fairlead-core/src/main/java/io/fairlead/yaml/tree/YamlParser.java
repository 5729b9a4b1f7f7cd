package io.fairlead.yaml.tree;

import io.fairlead.diagnostic.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * Text to nodes, by events and with a stack of its own, so that depth costs no Java stack and every limit is checked
 * while the text is read. Aliases share the node they name; a mapping's {@code <<} is resolved here. For one use.
 */
final class YamlParser {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setCodePointLimit(Integer.MAX_VALUE)
            .setLabel("")
            .build();
    private static final String MERGE_KEY = "<<";
    private static final Set<String> RESOLVED_TAGS = Set.of(
            "tag:yaml.org,2002:bool", "tag:yaml.org,2002:float", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null");

    private final ReadLimits limits;
    private final int firstLine;
    private final Deque<Open> open = new ArrayDeque<>();
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private final List<YamlNode> roots = new ArrayList<>();
    private int lastLine;
    private int aliases;
    private int nodes;
    private int mergedEntries;

    /** A collection whose end was not read yet. */
    private static final class Open {
        final YamlNode node;
        final @Nullable String anchor;
        YamlNode.@Nullable Scalar key;

        @Nullable
        List<YamlNode> merges;

        Open(YamlNode node, @Nullable String anchor) {
            this.node = node;
            this.anchor = anchor;
        }
    }

    YamlParser(ReadLimits limits, int firstLine) {
        this.limits = limits;
        this.firstLine = firstLine;
        this.lastLine = firstLine;
    }

    /** The first document of the text; what follows it is not looked at. */
    ParsedText parseFirst(String text) throws UnreadableText {
        try {
            Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
            TabLines tabs = new TabLines(text);
            Event event = null;
            // The next event is not asked for after the end: what follows may not even be YAML.
            while ((event == null || event.getEventId() != Event.ID.DocumentEnd) && events.hasNext()) {
                event = events.next();
                tabs.take(event);
                take(event);
            }
            int end =
                    event == null ? 0 : event.getStartMark().map(Mark::getLine).orElse(0);
            int tab = tabs.firstBefore(end);
            if (tab >= 0) {
                throw new UnreadableText(Code.SYNTAX, firstLine + tab, 1, "a tab cannot indent a line");
            }
            return new ParsedText(roots, nodes, event == null ? 0 : restLine(events, event));
        } catch (RuntimeException e) {
            throw unreadable(text, e);
        }
    }

    /** Where something follows the end of a document, 0 if nothing does. */
    private int restLine(Iterator<Event> events, Event end) {
        try {
            Event next = events.hasNext() ? events.next() : null;
            return next == null || next.getEventId() == Event.ID.StreamEnd ? 0 : line(next);
        } catch (RuntimeException e) {
            return line(end); // which is where it begins, being no YAML
        }
    }

    /** The documents of the text. */
    ParsedText parse(String text) throws UnreadableText {
        try {
            Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
            while (events.hasNext()) {
                take(events.next());
            }
            return new ParsedText(roots, nodes, 0);
        } catch (RuntimeException e) {
            throw unreadable(text, e);
        }
    }

    /** What the parser says is wrong; of an escape that is cut off it throws what Java's number parser throws. */
    private UnreadableText unreadable(String text, RuntimeException problem) {
        if (problem instanceof MarkedYamlEngineException e) {
            return at(Code.SYNTAX, e.getProblemMark().or(e::getContextMark), problem(e));
        }
        if (problem instanceof ReaderException e) {
            return badCharacter(text, e);
        }
        String message =
                problem instanceof YamlEngineException ? String.valueOf(problem.getMessage()) : "a broken escape";
        return new UnreadableText(Code.SYNTAX, lastLine, 1, message);
    }

    private static String problem(MarkedYamlEngineException e) {
        String context = e.getContext();
        String problem = String.valueOf(e.getProblem());
        return context == null || context.isEmpty() ? problem : problem + " (" + context + ")";
    }

    private UnreadableText badCharacter(String text, ReaderException e) {
        int line = firstLine;
        int lineStart = 0;
        int at = Math.min(e.getPosition(), text.length());
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        String name = "U+" + String.format(java.util.Locale.ROOT, "%04X", e.getCodePoint());
        return new UnreadableText(
                Code.SYNTAX, line, at - lineStart + 1, "the character " + name + " is not allowed in YAML");
    }

    private void take(Event event) throws UnreadableText {
        lastLine = line(event);
        switch (event.getEventId()) {
            case Scalar -> takeScalar((ScalarEvent) event);
            case Alias -> takeAlias((AliasEvent) event);
            case MappingStart, SequenceStart -> openCollection((CollectionStartEvent) event);
            case MappingEnd, SequenceEnd -> closeCollection(event);
            case DocumentStart -> {
                anchors.clear();
                aliases = 0;
                mergedEntries = 0;
            }
            default -> {} // stream ends, document ends and comments carry nothing
        }
    }

    private void takeScalar(ScalarEvent event) throws UnreadableText {
        // A tag decides, where there is one: one of YAML's own types is found by the text, and any other is text.
        boolean plain = event.getTag().map(RESOLVED_TAGS::contains).orElse(event.isPlain());
        YamlNode node = new YamlNode.Scalar(event.getValue(), plain, line(event), column(event));
        anchor(event, node);
        place(node, event);
    }

    private void takeAlias(AliasEvent event) throws UnreadableText {
        String name = event.getAlias().getValue();
        if (++aliases > limits.maxAliases()) {
            throw at(
                    Code.LIMIT, event.getStartMark(), "the document has more than " + limits.maxAliases() + " aliases");
        }
        YamlNode node = anchors.get(name);
        if (node == null) {
            boolean inside = open.stream().anyMatch(collection -> name.equals(collection.anchor));
            throw at(
                    Code.SYNTAX,
                    event.getStartMark(),
                    inside
                            ? "the alias *" + name + " stands for something that contains it"
                            : "the alias *" + name + " has no anchor before it");
        }
        place(node, event);
    }

    private void openCollection(CollectionStartEvent event) throws UnreadableText {
        if (open.size() == limits.maxDepth()) {
            throw at(
                    Code.LIMIT,
                    event.getStartMark(),
                    "mappings and lists are nested deeper than " + limits.maxDepth() + " levels");
        }
        YamlNode node = event instanceof MappingStartEvent
                ? new YamlNode.Fields(line(event), column(event))
                : new YamlNode.Items(new ArrayList<>(4), line(event), column(event));
        open.push(new Open(node, event.getAnchor().map(Anchor::getValue).orElse(null)));
    }

    private void closeCollection(Event event) throws UnreadableText {
        Open closed = open.pop();
        if (closed.merges != null && closed.node instanceof YamlNode.Fields fields) {
            for (YamlNode merge : closed.merges) {
                merge(fields, merge, event);
            }
        }
        if (closed.anchor != null) {
            anchors.put(closed.anchor, closed.node);
        }
        place(closed.node, event);
    }

    private void anchor(NodeEvent event, YamlNode node) {
        if (event.getAnchor().isPresent()) {
            anchors.put(event.getAnchor().get().getValue(), node);
        }
    }

    private void place(YamlNode node, Event event) throws UnreadableText {
        Open parent = open.peek();
        nodes++;
        if (parent == null) {
            if (roots.size() == limits.maxDocuments()) {
                throw at(Code.LIMIT, event.getStartMark(), "more than " + limits.maxDocuments() + " documents");
            }
            roots.add(node);
        } else if (parent.node instanceof YamlNode.Items list) {
            list.items().add(node);
        } else if (parent.key == null) {
            if (!(node instanceof YamlNode.Scalar key)) {
                throw at(Code.SYNTAX, event.getStartMark(), "a key must be a scalar, and this is " + node.describe());
            }
            parent.key = key;
        } else {
            putField(parent, parent.key, node);
            parent.key = null;
        }
    }

    private static void putField(Open parent, YamlNode.Scalar key, YamlNode value) {
        if (key.plain() && key.text().equals(MERGE_KEY)) {
            if (parent.merges == null) {
                parent.merges = new ArrayList<>(1);
            }
            parent.merges.add(value);
        } else if (parent.node instanceof YamlNode.Fields fields) {
            fields.put(key, value);
        }
    }

    private void merge(YamlNode.Fields target, YamlNode source, Event event) throws UnreadableText {
        if (source instanceof YamlNode.Fields fields) {
            mergedEntries += fields.size();
            if (mergedEntries > limits.maxAliasNodes()) {
                throw at(
                        Code.LIMIT, event.getStartMark(), "<< merges more than " + limits.maxAliasNodes() + " entries");
            }
            for (int i = 0; i < fields.size(); i++) {
                target.merge(fields.key(i), fields.value(i));
            }
        } else if (source instanceof YamlNode.Items list) {
            for (YamlNode item : list.items()) {
                if (!(item instanceof YamlNode.Fields)) {
                    throw new UnreadableText(Code.SYNTAX, item.line(), item.column(), "<< can only merge mappings");
                }
                merge(target, item, event);
            }
        } else {
            throw new UnreadableText(Code.SYNTAX, source.line(), source.column(), "<< can only merge mappings");
        }
    }

    private int line(Event event) {
        return event.getStartMark().map(mark -> firstLine + mark.getLine()).orElse(firstLine);
    }

    private static int column(Event event) {
        return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
    }

    private UnreadableText at(Code code, Optional<Mark> mark, String message) {
        int line = mark.map(m -> firstLine + m.getLine()).orElse(firstLine);
        return new UnreadableText(code, line, mark.map(m -> m.getColumn() + 1).orElse(1), message);
    }
}
