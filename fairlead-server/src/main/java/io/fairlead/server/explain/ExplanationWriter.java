package io.fairlead.server.explain;

import io.fairlead.resource.DestinationRule;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import io.fairlead.resource.ServiceEntry;
import io.fairlead.routing.Cluster;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.match.RouteMatcher;
import io.fairlead.server.admin.RecordTree;
import io.fairlead.simulate.Explanation;
import io.fairlead.store.ResourceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Explanations as JSON and as text, with the places of everything in files. */
public final class ExplanationWriter {
    private final ResourceSet resources;

    /**
     * @param resources what the routing was compiled from, for places
     */
    public ExplanationWriter(ResourceSet resources) {
        this.resources = resources;
    }

    /** An explanation as JSON. */
    public ObjectNode json(Explanation explanation) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("result", result(explanation));
        if (explanation.listener() != null) {
            root.put(
                    "listener",
                    explanation.listener().address() + ":"
                            + explanation.listener().port());
        }
        if (explanation.virtualHost() != null) {
            root.put("virtualHost", explanation.virtualHost().name());
            ArrayNode domains = root.putArray("domains");
            explanation.virtualHost().domains().forEach(domains::add);
        }
        ArrayNode passed = root.putArray("passedOver");
        for (Explanation.Tried tried : explanation.tried()) {
            if (!tried.isSatisfied()) {
                ObjectNode node = passed.addObject();
                putRoute(node, tried.route());
                putOutcomes(node.putArray("failed"), tried, false);
            }
        }
        RouteEntry taken = explanation.taken();
        if (taken != null) {
            ObjectNode node = root.putObject("taken");
            putRoute(node, taken);
            explanation.tried().stream()
                    .filter(Explanation.Tried::isSatisfied)
                    .forEach(tried -> putOutcomes(node.putArray("because"), tried, true));
            putAction(node, taken, explanation);
        }
        return root;
    }

    private static void putOutcomes(ArrayNode list, Explanation.Tried tried, boolean satisfied) {
        for (RouteMatcher.Outcome outcome : tried.outcomes()) {
            if (outcome.satisfied() == satisfied) {
                list.add(ConditionText.of(outcome.matcher()));
            }
        }
    }

    private void putRoute(ObjectNode node, RouteEntry route) {
        node.put("name", route.name());
        RouteEntry.Origin origin = route.origin();
        if (origin != null) {
            node.put("resource", origin.resource().toString());
            node.put("field", origin.path().toString());
            node.put("position", position(origin));
        }
    }

    private String position(RouteEntry.Origin origin) {
        Resource<?> resource = resources.get(origin.resource());
        return resource == null ? "" : resource.position(origin.path()).toString();
    }

    private void putAction(ObjectNode node, RouteEntry route, Explanation explanation) {
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            node.set("action", RecordTree.of(route.action()));
            return;
        }
        long sum = forward.destinations().stream()
                .mapToLong(WeightedDestination::weight)
                .sum();
        ArrayNode destinations = node.putArray("destinations");
        for (WeightedDestination destination : forward.destinations()) {
            ObjectNode each = destinations.addObject();
            each.put("cluster", destination.cluster());
            each.put("weight", destination.weight());
            each.put("percent", Math.round(destination.weight() * 10_000.0 / sum) / 100.0);
            putCluster(each, explanation.clusters().get(destination.cluster()));
            each.set("headers", RecordTree.of(destination.headers()));
        }
        if (forward.rewrite() != null) {
            node.set("rewrite", RecordTree.of(forward.rewrite()));
        }
        if (forward.authority() != null) {
            node.put("authority", forward.authority());
        }
        node.set("policies", RecordTree.of(forward.policies()));
        node.set("headers", RecordTree.of(route.headers()));
    }

    private void putCluster(ObjectNode node, @Nullable Cluster cluster) {
        if (cluster == null) {
            node.put("known", false);
            return;
        }
        node.put("host", cluster.service().host());
        node.put("port", cluster.service().port());
        node.put("subset", cluster.service().subset());
        node.put("endpoints", cluster.endpoints().size());
        node.set("loadBalancing", RecordTree.of(cluster.loadBalancing()));
        node.set("connections", RecordTree.of(cluster.connections()));
        if (cluster.outliers() != null) {
            node.set("outliers", RecordTree.of(cluster.outliers()));
        }
        ArrayNode written = node.putArray("writtenIn");
        writtenIn(cluster.service().host()).forEach(written::add);
    }

    /** The objects that speak of a service, with their places. */
    private List<String> writtenIn(String host) {
        List<String> places = new ArrayList<>();
        for (Resource<Service> service : resources.all(Service.class)) {
            String name = service.ref().name() + "." + service.ref().namespace() + ".svc.cluster.local";
            addPlace(places, service, name, host);
        }
        for (Resource<ServiceEntry> entry : resources.all(ServiceEntry.class)) {
            entry.spec().hosts().forEach(name -> addPlace(places, entry, name, host));
        }
        for (Resource<DestinationRule> rule : resources.all(DestinationRule.class)) {
            String name = rule.spec().host();
            boolean full = name.indexOf('.') >= 0 || name.startsWith("*");
            addPlace(places, rule, full ? name : name + "." + rule.ref().namespace() + ".svc.cluster.local", host);
        }
        return places;
    }

    private static void addPlace(List<String> places, Resource<?> resource, String name, String host) {
        boolean same = name.startsWith("*") ? host.endsWith(name.substring(1)) : name.equals(host);
        if (same) {
            places.add(resource.ref() + " " + resource.position(FieldPath.ROOT));
        }
    }

    private static String result(Explanation explanation) {
        if (explanation.listener() == null) {
            return "404: no listener takes the host";
        } else if (explanation.virtualHost() == null) {
            return "404: no virtual host has the host";
        } else if (explanation.isRedirectedToHttps()) {
            return "301: redirected to https";
        }
        return explanation.taken() == null ? "404: no route is satisfied" : "routed";
    }

    /** An explanation for people, a line for each route. */
    public String text(Explanation explanation) {
        StringBuilder text = new StringBuilder();
        if (explanation.listener() != null) {
            text.append("listener      ")
                    .append(explanation.listener().address())
                    .append(':')
                    .append(explanation.listener().port())
                    .append('\n');
        }
        if (explanation.virtualHost() != null) {
            text.append("virtual host  ")
                    .append(explanation.virtualHost().name())
                    .append(" (")
                    .append(String.join(", ", explanation.virtualHost().domains()))
                    .append(")\n");
        }
        for (Explanation.Tried tried : explanation.tried()) {
            boolean taken = tried.isSatisfied();
            text.append(taken ? "taken         " : "passed over   ").append(label(tried.route()));
            for (RouteMatcher.Outcome outcome : tried.outcomes()) {
                if (outcome.satisfied() == taken) {
                    text.append(taken ? "\n              because " : "\n              failed: ")
                            .append(ConditionText.of(outcome.matcher()));
                }
            }
            text.append('\n');
        }
        RouteEntry taken = explanation.taken();
        if (taken == null) {
            return text.append("answer        ")
                    .append(result(explanation))
                    .append('\n')
                    .toString();
        }
        return text.append(action(taken, explanation)).toString();
    }

    private String label(RouteEntry route) {
        RouteEntry.Origin origin = route.origin();
        String name = route.name().isEmpty() ? "" : "\"" + route.name() + "\" ";
        return origin == null
                ? name + "the service's own route"
                : name + origin.resource() + " " + origin.path() + " at " + position(origin);
    }

    private String action(RouteEntry route, Explanation explanation) {
        if (!(route.action() instanceof RouteAction.Forward forward)) {
            return "answer        " + RecordTree.of(route.action()) + "\n";
        }
        StringBuilder text = new StringBuilder();
        long sum = forward.destinations().stream()
                .mapToLong(WeightedDestination::weight)
                .sum();
        for (WeightedDestination destination : forward.destinations()) {
            appendDestination(text, destination, sum, explanation);
        }
        if (forward.rewrite() != null) {
            text.append("rewrite       ")
                    .append(RecordTree.of(forward.rewrite()))
                    .append('\n');
        }
        if (forward.authority() != null) {
            text.append("authority     ").append(forward.authority()).append('\n');
        }
        text.append("policies      ").append(RecordTree.of(forward.policies())).append('\n');
        return text.append("headers       ")
                .append(RecordTree.of(route.headers()))
                .append('\n')
                .toString();
    }

    private void appendDestination(
            StringBuilder text, WeightedDestination destination, long sum, Explanation explanation) {
        Cluster cluster = explanation.clusters().get(destination.cluster());
        text.append(String.format(
                Locale.ROOT,
                "destination   %.2f%% (weight %d) %s",
                destination.weight() * 100.0 / sum,
                destination.weight(),
                destination.cluster()));
        if (cluster == null) {
            text.append(": not known, answered with 503\n");
            return;
        }
        text.append(", endpoints: ").append(cluster.endpoints().size()).append('\n');
        writtenIn(cluster.service().host())
                .forEach(place ->
                        text.append("              written in ").append(place).append('\n'));
        text.append("              load balancing ")
                .append(RecordTree.of(cluster.loadBalancing()))
                .append("\n              connections ")
                .append(RecordTree.of(cluster.connections()))
                .append('\n');
        if (cluster.outliers() != null) {
            text.append("              outliers ")
                    .append(RecordTree.of(cluster.outliers()))
                    .append('\n');
        }
    }
}
