package io.fairlead.resource;

import java.util.List;

/**
 * How traffic for some hosts is routed. Istio: {@code virtual_service.proto}.
 *
 * @param hosts names as written, not completed; empty for a delegate
 * @param gateways empty means {@code mesh}
 * @param http rules in order, first match wins
 * @param exportTo empty means everywhere
 */
public record VirtualService(
        List<String> hosts,
        List<String> gateways,
        List<HttpRoute> http,
        List<TlsRoute> tls,
        List<TcpRoute> tcp,
        List<String> exportTo)
        implements ResourceSpec {
    public VirtualService {
        hosts = List.copyOf(hosts);
        gateways = List.copyOf(gateways);
        http = List.copyOf(http);
        tls = List.copyOf(tls);
        tcp = List.copyOf(tcp);
        exportTo = List.copyOf(exportTo);
    }

    /** The same object with other HTTP rules. */
    public VirtualService withHttp(List<HttpRoute> other) {
        return new VirtualService(hosts, gateways, other, tls, tcp, exportTo);
    }
}
