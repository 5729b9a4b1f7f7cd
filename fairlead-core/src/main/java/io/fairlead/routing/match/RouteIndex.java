package io.fairlead.routing.match;

import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A route table made ready for requests. Gives the same answer as trying the routes one by one, at a cost that does not grow
 * with their number, and without allocating. Immutable; any thread may ask, each with its own {@link RequestView}.
 *
 * @param <T> what the caller keeps for a route, made once when the index is built
 */
public final class RouteIndex<T> {
    private final HostTable table;
    private final List<HostRoutes<T>> hosts;

    private RouteIndex(HostTable table, List<HostRoutes<T>> hosts) {
        this.table = table;
        this.hosts = hosts;
    }

    /**
     * Builds the index.
     *
     * @param payload called once for each route, in written order
     * @throws IllegalArgumentException if a pattern in the table is not RE2
     */
    public static <T> RouteIndex<T> of(RouteTable table, BiFunction<VirtualHost, RouteEntry, T> payload) {
        List<HostRoutes<T>> hosts = new ArrayList<>();
        for (VirtualHost host : table.virtualHosts()) {
            hosts.add(HostRoutes.of(host, payload));
        }
        return new RouteIndex<>(new HostTable(table.virtualHosts()), List.copyOf(hosts));
    }

    /** The routes of the request's host; null if no virtual host has its authority. */
    public @Nullable HostRoutes<T> host(RequestView request) {
        int host = table.find(request);
        return host < 0 ? null : hosts.get(host);
    }

    /** Every virtual host's routes, in the order of the table. */
    public List<HostRoutes<T>> hosts() {
        return hosts;
    }
}
