package io.fairlead.server.admin.weights;

import io.fairlead.resource.ResourceKind;
import io.fairlead.resource.ResourceRef;
import io.fairlead.routing.overlay.Overlay;
import io.fairlead.routing.overlay.RouteRule;
import io.fairlead.routing.overlay.Share;
import io.fairlead.server.admin.AdminPage;
import io.fairlead.server.admin.AdminRequest;
import io.fairlead.server.admin.AdminResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /weights}: the weights that count in place of written ones, all of them or those of one rule
 * ({@code /weights/NAMESPACE/VIRTUALSERVICE/RULE}). They are in force when the answer comes, and until they are deleted or the
 * process ends; what users wrote stays as it is.
 */
public final class WeightsPage implements AdminPage {
    private static final Logger LOG = LoggerFactory.getLogger(WeightsPage.class);
    private static final String ROOT = "/weights";
    private static final List<String> METHODS = List.of("GET", "PUT", "DELETE");

    private final WeightControl control;

    /** The page of the weights that {@code control} has. */
    public WeightsPage(WeightControl control) {
        this.control = control;
    }

    @Override
    public String summary() {
        return "weights in place of written ones; PUT and DELETE /weights/NAMESPACE/VIRTUALSERVICE/RULE";
    }

    @Override
    public List<String> methods(String path) {
        return path.equals(ROOT) || rule(path) != null ? METHODS : List.of();
    }

    /** The rule that a path names, null for a path of another form. A rule's name may hold slashes. */
    private static @Nullable RouteRule rule(String path) {
        if (!path.startsWith(ROOT + "/")) {
            return null;
        }
        int namespaceEnd = path.indexOf('/', ROOT.length() + 1);
        int nameEnd = path.indexOf('/', namespaceEnd + 1);
        if (namespaceEnd < 0 || nameEnd < 0 || nameEnd == path.length() - 1) {
            return null;
        }
        return new RouteRule(
                new ResourceRef(
                        ResourceKind.VIRTUAL_SERVICE,
                        path.substring(ROOT.length() + 1, namespaceEnd),
                        path.substring(namespaceEnd + 1, nameEnd)),
                path.substring(nameEnd + 1));
    }

    @Override
    public AdminResponse answer(AdminRequest request) {
        try {
            RouteRule rule = rule(request.path());
            if (rule == null) {
                return answerAll(request);
            }
            switch (request.method()) {
                case "PUT" -> {
                    List<Share> shares = reader().shares(rule, WeightsReader.parse(request.body()));
                    change(request, weights -> weights.with(rule, shares));
                }
                case "DELETE" -> change(request, weights -> weights.without(rule));
                default -> reader().routeOf(rule);
            }
            return AdminResponse.json(200, describe(rule, control.weights()));
        } catch (WeightsReader.Refused e) {
            return AdminResponse.error(e.status(), String.valueOf(e.getMessage()));
        }
    }

    private AdminResponse answerAll(AdminRequest request) throws WeightsReader.Refused {
        if (request.method().equals("PUT")) {
            Overlay wanted = reader().all(WeightsReader.parse(request.body()));
            change(request, weights -> wanted);
        } else if (request.method().equals("DELETE")) {
            change(request, weights -> Overlay.NONE);
        }
        Overlay weights = control.weights();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = body.putArray("rules");
        weights.shares().keySet().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .forEach(rule -> rules.add(describe(rule, weights)));
        return AdminResponse.json(200, body);
    }

    private WeightsReader reader() {
        return new WeightsReader(control.written());
    }

    private void change(AdminRequest request, UnaryOperator<Overlay> change) {
        control.change(change);
        LOG.info(
                "weights.changed path={} method={} by={} from={} rules={}",
                request.path(),
                request.method(),
                request.author() == null ? "-" : request.author(),
                request.remote(),
                control.weights().shares());
    }

    /** What a rule's requests follow now: {@code overlay} tells whether that is what is written. */
    private ObjectNode describe(RouteRule rule, Overlay weights) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("namespace", rule.virtualService().namespace());
        node.put("virtualService", rule.virtualService().name());
        node.put("rule", rule.rule());
        Map<String, Long> byCluster = new LinkedHashMap<>();
        boolean overlaid = reader().destinations(rule, weights, byCluster);
        node.put("overlay", overlaid);
        long total = byCluster.values().stream().mapToLong(Long::longValue).sum();
        ArrayNode destinations = node.putArray("destinations");
        byCluster.forEach((cluster, weight) -> {
            ObjectNode each = WeightsReader.describe(cluster);
            each.put("weight", weight);
            each.put("percent", total == 0 ? 0 : 100.0 * weight / total);
            destinations.add(each);
        });
        return node;
    }
}
