package io.fairlead.routing;

import java.util.List;

/**
 * Changes to the headers of a request or response, executed in this order: {@code remove}, {@code set}, {@code add}.
 * Values are Envoy format strings ({@link HeaderFormat}), evaluated after the removals and before the first set. A value
 * that comes out empty leaves the header alone. Names are lower-case; {@code host} and pseudo-headers never occur here.
 */
public record HeaderMutation(List<String> remove, List<Value> set, List<Value> add) {
    /** Changes nothing. */
    public static final HeaderMutation NONE = new HeaderMutation(List.of(), List.of(), List.of());

    /** A header and the format string of its value. */
    public record Value(String name, String format) {}

    public HeaderMutation {
        remove = List.copyOf(remove);
        set = List.copyOf(set);
        add = List.copyOf(add);
    }

    /** Whether nothing is changed. */
    public boolean isEmpty() {
        return remove.isEmpty() && set.isEmpty() && add.isEmpty();
    }
}
