package io.fairlead.server.admin.weights;

import io.fairlead.compile.base.HostNames;
import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.RouteAction;
import io.fairlead.routing.RouteEntry;
import io.fairlead.routing.RoutingSnapshot;
import io.fairlead.routing.WeightedDestination;
import io.fairlead.routing.overlay.ClusterName;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import java.io.Serial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads weights from JSON and holds them against the configuration in force. */
final class WeightsReader {
    private static final long MAX_WEIGHT = 0xFFFF_FFFFL;

    private final RoutingSnapshot written;

    WeightsReader(RoutingSnapshot written) {
        this.written = written;
    }

    /** A request that cannot be done; the message says why and what can. */
    static final class Refused extends Exception {
        @Serial
        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static JsonNode parse(String body) throws Refused {
        try {
            JsonNode node = JsonMapper.shared().readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new Refused(400, "the body is not JSON: " + e.getOriginalMessage());
        }
        throw new Refused(400, "the body must be a JSON object");
    }

    /** The weights of a list of rules, {@code {"rules": [{"namespace", "virtualService", "rule", "destinations"}]}}. */
    Overlay all(JsonNode body) throws Refused {
        Map<RouteRule, List<Share>> shares = new HashMap<>();
        for (JsonNode each : list(body, "rules")) {
            String namespace = text(each, "namespace");
            ResourceRef service = new ResourceRef(
                    ResourceKind.VIRTUAL_SERVICE,
                    namespace.isEmpty() ? "default" : namespace,
                    text(each, "virtualService"));
            RouteRule rule = new RouteRule(service, text(each, "rule"));
            if (shares.put(rule, shares(rule, each)) != null) {
                throw new Refused(400, rule + " is there twice");
            }
        }
        return new Overlay(shares);
    }

    /** The shares of one rule, {@code {"destinations": [{"host", "subset", "port", "weight"}]}}. */
    List<Share> shares(RouteRule rule, JsonNode body) throws Refused {
        RouteEntry route = routeOf(rule);
        List<Share> shares = new ArrayList<>();
        long total = 0;
        for (JsonNode each : list(body, "destinations")) {
            Share share = share(rule, route, each);
            total += share.weight();
            shares.add(share);
        }
        if (total == 0) {
            throw new Refused(400, "no destination has a weight above 0");
        }
        Set<String> clusters = written.clusters().keySet();
        for (Share share : shares) {
            Overlay alone = Overlay.NONE.with(
                    rule, List.of(new Share(share.host(), share.port(), share.subset(), Math.max(1, share.weight()))));
            if (alone.destinationsOf(route, clusters) == null) {
                throw new Refused(
                        400,
                        "there is no destination host=" + share.host() + " subset=" + share.subset()
                                + (share.port() == 0 ? "" : " port=" + share.port())
                                + "; a Service or ServiceEntry must have the host, and a DestinationRule the subset");
            }
        }
        return shares;
    }

    private static Share share(RouteRule rule, RouteEntry route, JsonNode node) throws Refused {
        String host = text(node, "host");
        if (host.isEmpty()) {
            RouteAction.Forward forward = (RouteAction.Forward) route.action();
            host = ClusterName.parse(forward.destinations().get(0).cluster()).host();
        }
        JsonNode weight = node.path("weight");
        if (!weight.isIntegralNumber() || weight.asLong() < 0 || weight.asLong() > MAX_WEIGHT) {
            throw new Refused(400, "weight must be a whole number from 0 to " + MAX_WEIGHT + " for host " + host);
        }
        JsonNode port = node.path("port");
        if (!port.isMissingNode() && (!port.isIntegralNumber() || port.asLong() < 1 || port.asLong() > 65535)) {
            throw new Refused(400, "port must be 1 to 65535 for host " + host);
        }
        return new Share(
                HostNames.complete(host, rule.virtualService().namespace()),
                port.isMissingNode() ? 0 : port.asInt(),
                text(node, "subset"),
                weight.asLong());
    }

    /** A route of the rule. */
    RouteEntry routeOf(RouteRule rule) throws Refused {
        Set<String> others = new TreeSet<>();
        RouteEntry found = null;
        for (RouteEntry route : routes().toList()) {
            RouteEntry.Origin origin = route.origin();
            if (origin != null && origin.resource().equals(rule.virtualService())) {
                others.add(origin.rule());
                found = found == null && origin.rule().equals(rule.rule()) ? route : found;
            }
        }
        if (found != null) {
            return found;
        }
        throw new Refused(
                404,
                others.isEmpty()
                        ? "no rule in force comes from " + rule.virtualService()
                        : rule.virtualService() + " has no rule '" + rule.rule() + "' that forwards; it has " + others);
    }

    /** Adds what a rule's requests follow, by cluster; whether that is an overlay's. */
    boolean destinations(RouteRule rule, Overlay weights, Map<String, Long> byCluster) {
        boolean overlaid = false;
        for (RouteEntry route : routes().toList()) {
            if (route.origin() != null && RouteRule.of(route.origin()).equals(rule)) {
                List<WeightedDestination> inForce =
                        weights.destinationsOf(route, written.clusters().keySet());
                overlaid |= inForce != null;
                List<WeightedDestination> shown =
                        inForce == null ? ((RouteAction.Forward) route.action()).destinations() : inForce;
                shown.forEach(destination -> byCluster.put(destination.cluster(), destination.weight()));
            }
        }
        return overlaid;
    }

    private Stream<RouteEntry> routes() {
        return written.listeners().stream()
                .flatMap(listener -> listener.chains().stream())
                .filter(chain -> chain.content() instanceof Content.Http)
                .flatMap(chain -> ((Content.Http) chain.content()).routes().virtualHosts().stream())
                .flatMap(host -> host.routes().stream())
                .filter(route -> route.action() instanceof RouteAction.Forward);
    }

    static ObjectNode describe(String cluster) {
        ClusterName name = ClusterName.parse(cluster);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("host", name.host());
        node.put("subset", name.subset());
        node.put("port", name.port());
        return node;
    }

    private static List<JsonNode> list(JsonNode node, String field) throws Refused {
        JsonNode list = node.path(field);
        if (!list.isArray()) {
            throw new Refused(400, "the field '" + field + "' must be a list");
        }
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }

    private static String text(JsonNode node, @Nullable String field) throws Refused {
        JsonNode value = node.path(field);
        if (value.isMissingNode()) {
            return "";
        }
        if (!value.isString()) {
            throw new Refused(400, "the field '" + field + "' must be a text");
        }
        return value.asString();
    }
}
