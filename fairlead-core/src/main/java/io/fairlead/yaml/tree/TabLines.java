package io.fairlead.yaml.tree;

import java.util.Optional;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Lines that begin with a tab, after blanks or without, where nothing was open that may go over lines: a scalar or a
 * collection in brackets. Go's parser refuses them, even if they are empty. Lines count from 0. For one document.
 */
final class TabLines {
    private final TreeSet<Integer> lines = new TreeSet<>();
    private int flows;
    private int flowStart;

    TabLines(String text) {
        if (text.indexOf('\t') < 0) {
            return;
        }
        int line = 0;
        for (int start = 0; start < text.length(); line++) {
            int at = start;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '\t') {
                lines.add(line);
            }
            int end = text.indexOf('\n', at);
            start = end < 0 ? text.length() : end + 1;
        }
    }

    /** Leaves out the lines that an event spans. */
    void take(Event event) {
        if (lines.isEmpty()) {
            return;
        }
        if (event instanceof ScalarEvent) {
            cover(line(event.getStartMark()), line(event.getEndMark()));
        } else if (event instanceof CollectionStartEvent start && (start.isFlow() || flows > 0)) {
            flowStart = flows == 0 ? line(event.getStartMark()) : flowStart;
            flows++;
        } else if (event instanceof CollectionEndEvent && flows > 0 && --flows == 0) {
            cover(flowStart, line(event.getEndMark()));
        }
    }

    private void cover(int first, int last) {
        lines.subSet(first, false, Math.max(first, last), true).clear();
    }

    /** The first line that is left, -1 if there is none before {@code end}. */
    int firstBefore(int end) {
        return lines.isEmpty() || lines.first() >= end ? -1 : lines.first();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(0);
    }
}
