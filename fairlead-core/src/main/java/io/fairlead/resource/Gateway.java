package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ports that are open to the outside. Istio: {@code gateway.proto}.
 *
 * @param selector labels of the gateway's workload; empty means every gateway
 */
public record Gateway(List<Server> servers, Map<String, String> selector) implements ResourceSpec {
    public Gateway {
        servers = List.copyOf(servers);
        selector = Map.copyOf(selector);
    }

    /**
     * One port with its hosts.
     *
     * @param port null if not written, which is invalid
     * @param bind an address, "" means all
     * @param hosts {@code [namespace/]host}
     * @param tls null means plain text
     * @param defaultEndpoint in the API, without effect in Istio
     * @param name may be empty
     */
    public record Server(
            @Nullable Port port,
            String bind,
            List<String> hosts,
            @Nullable ServerTlsSettings tls,
            String defaultEndpoint,
            String name) {
        public Server {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * A port that is listened on.
     *
     * @param number 0 if not written
     * @param protocol as written, for example {@code HTTP}
     * @param targetPort deprecated, 0 if not written
     */
    public record Port(long number, String protocol, String name, long targetPort) {}
}
