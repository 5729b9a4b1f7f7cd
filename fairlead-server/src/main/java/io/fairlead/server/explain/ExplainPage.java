package io.fairlead.server.explain;

import io.fairlead.routing.Listener;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.server.admin.AdminPage;
import io.fairlead.server.admin.AdminRequest;
import io.fairlead.server.admin.AdminResponse;
import io.fairlead.simulate.Simulator;
import io.fairlead.store.ResourceSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /explain}: what the configuration in force does with a request. {@code ?request=GET http://host/path}, with header
 * lines in {@code header}, separated by line breaks, or in the body of a {@code POST}.
 */
public final class ExplainPage implements AdminPage {
    private final Supplier<RoutingSnapshot> snapshot;
    private final Supplier<ResourceSet> resources;

    /**
     * @param snapshot what is routed by
     * @param resources what it was compiled from
     */
    public ExplainPage(Supplier<RoutingSnapshot> snapshot, Supplier<ResourceSet> resources) {
        this.snapshot = snapshot;
        this.resources = resources;
    }

    @Override
    public String summary() {
        return "what becomes of a request (?request=GET http://host/path, ?header=NAME: VALUE)";
    }

    @Override
    public List<String> methods(String path) {
        return path.equals("/explain") ? List.of("GET", "POST") : List.of();
    }

    @Override
    public AdminResponse answer(AdminRequest asked) {
        try {
            String headers = asked.query().get("header") + "\n" + asked.body();
            WrittenRequest written = WrittenRequest.of(
                    asked.query().get("request"),
                    headers.lines().filter(line -> !line.isBlank()).toList());
            RoutingSnapshot routing = snapshot.get();
            Optional<Listener> listener = Simulator.listener(routing, written.port(), written.request());
            if (listener.isEmpty()) {
                return AdminResponse.error(404, "no listener takes the request; name the port of one in the URL");
            }
            return AdminResponse.json(
                    200,
                    new ExplanationWriter(resources.get())
                            .json(Simulator.explain(routing, listener.get(), written.request())));
        } catch (IllegalArgumentException e) {
            return AdminResponse.error(400, String.valueOf(e.getMessage()));
        }
    }
}
