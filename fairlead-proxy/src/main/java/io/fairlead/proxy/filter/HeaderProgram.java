package io.fairlead.proxy.filter;

import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.observe.CommandFormat;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.routing.HeaderFormat;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderName;
import java.util.ArrayList;
import java.util.List;

/**
 * The changes of one {@link HeaderMutation}, ready to run: first removals, then all values are evaluated, then sets, then adds.
 * Hence a value sees what the removals left and nothing of the sets beside it. An empty value leaves its header alone.
 * Immutable; any thread.
 */
public final class HeaderProgram {
    /** Changes nothing. */
    public static final HeaderProgram NONE = of(HeaderMutation.NONE, CommandContext.EMPTY);

    private final HeaderName[] removals;
    private final Assignment[] assignments;
    private final int sets;

    /** A header and its value. */
    private record Assignment(HeaderName name, CommandFormat value) {}

    private HeaderProgram(HeaderName[] removals, Assignment[] assignments, int sets) {
        this.removals = removals;
        this.assignments = assignments;
        this.sets = sets;
    }

    /**
     * Compiles changes.
     *
     * @throws IllegalArgumentException if a value is no {@link HeaderFormat}; the routing compiler lets none pass
     */
    public static HeaderProgram of(HeaderMutation mutation, CommandContext context) {
        HeaderName[] removals = mutation.remove().stream().map(HeaderName::of).toArray(HeaderName[]::new);
        List<Assignment> assignments = new ArrayList<>();
        mutation.set().forEach(value -> assignments.add(assignment(value, context)));
        mutation.add().forEach(value -> assignments.add(assignment(value, context)));
        return new HeaderProgram(
                removals, assignments.toArray(new Assignment[0]), mutation.set().size());
    }

    private static Assignment assignment(HeaderMutation.Value value, CommandContext context) {
        return new Assignment(
                HeaderName.of(value.name()), CommandFormat.of(HeaderFormat.parse(value.format()), context));
    }

    /** Whether nothing is changed. */
    public boolean isEmpty() {
        return removals.length == 0 && assignments.length == 0;
    }

    /** Changes the headers of one message. {@code info} sees its headers through the same {@code headers}. */
    public void apply(HeaderEdits headers, RequestFacts info) {
        for (HeaderName name : removals) {
            headers.remove(name);
        }
        if (assignments.length == 0) {
            return;
        }
        ByteScratch values = headers.values();
        int[] ends = headers.valueEnds(assignments.length);
        values.clear();
        for (int i = 0; i < assignments.length; i++) {
            int start = values.size();
            assignments[i].value().append(info, values);
            disarm(values, start);
            ends[i] = values.size();
        }
        int from = 0;
        for (int i = 0; i < assignments.length; i++) {
            int to = ends[i];
            if (to > from) {
                if (i < sets) {
                    headers.set(assignments[i].name(), values.array(), from, to);
                } else {
                    headers.add(assignments[i].name(), values.array(), from, to);
                }
            }
            from = to;
        }
    }

    /** Replaces what would end the line. Neither checked configuration nor parsed messages hold it; this is the last guard. */
    private static void disarm(ByteScratch values, int start) {
        byte[] bytes = values.array();
        for (int i = start; i < values.size(); i++) {
            if (bytes[i] == '\r' || bytes[i] == '\n' || bytes[i] == 0) {
                bytes[i] = ' ';
            }
        }
    }
}
