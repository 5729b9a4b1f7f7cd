package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to the headers of requests and responses. */
public record Headers(
        @Nullable HeaderOperations request, @Nullable HeaderOperations response) {
    /**
     * Changes to one set of headers: removed, then set, then added.
     *
     * @param set replaces, or adds where there is none
     * @param add appends
     * @param remove names
     */
    public record HeaderOperations(Map<String, String> set, Map<String, String> add, List<String> remove) {
        public HeaderOperations {
            set = Map.copyOf(set);
            add = Map.copyOf(add);
            remove = List.copyOf(remove);
        }
    }
}
