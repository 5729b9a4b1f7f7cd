package io.fairlead.compile;

import io.fairlead.resource.Resource;
import io.fairlead.resource.VirtualService;
import io.fairlead.routing.VirtualHost.BodyReading;
import io.fairlead.routing.balance.HashKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VirtualService with complete names and without delegates.
 *
 * @param hosts as they are compared with those of gateways
 * @param gateways {@code namespace/name}, or {@code mesh}, each once
 * @param responseStatus by route name, the response status codes to replace
 * @param splitKey what weighted destinations are chosen by; null for at random
 */
record ResolvedVirtualService(
        Resource<VirtualService> resource,
        List<String> hosts,
        List<String> gateways,
        List<Rule> rules,
        Map<String, Map<Integer, Integer>> responseStatus,
        @Nullable HashKey splitKey) {
    /** The annotation that asks for the model in a request's body, {@code "true"} or {@code "false"}. An extension. */
    static final String MODEL_FROM_BODY = "fairlead.io/model-from-body";

    ResolvedVirtualService {
        hosts = List.copyOf(hosts);
        gateways = List.copyOf(gateways);
        rules = List.copyOf(rules);
    }

    /** What its routes need of a request's body. */
    BodyReading bodyReading() {
        return "true".equals(resource.metadata().annotations().get(MODEL_FROM_BODY))
                ? BodyReading.MODEL
                : BodyReading.NONE;
    }

    String namespace() {
        return resource.ref().namespace();
    }
}
