package io.fairlead.compile.service;

import io.fairlead.compile.service.RegisteredService.Port.Traffic;
import io.fairlead.resource.Service;
import java.util.Locale;
import java.util.Set;

/** The protocols of ports, as far as HTTP is concerned. Source: Istio {@code kube/protocol.go}, {@code protocol.Parse}. */
final class PortProtocols {
    private static final Set<String> OTHERS = Set.of("tcp", "udp", "tls", "https", "mongo", "redis", "mysql");
    private static final Set<String> KNOWN = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");

    private static final Set<String> HTTP_2 = Set.of("http2", "grpc", "grpc-web");

    /** The ports where the server speaks first, so that nobody can look at what the client says: SMTP, DNS, databases. */
    private static final Set<Integer> SILENT = Set.of(25, 53, 3306, 27017);

    private PortProtocols() {}

    /** What a port with this protocol carries. */
    static Traffic traffic(String protocol) {
        if (HTTP_2.contains(protocol.toLowerCase(Locale.ROOT))) {
            return Traffic.HTTP_2;
        }
        return mayBeHttp(protocol) ? Traffic.HTTP : Traffic.OTHER;
    }

    /** What a port of a Kubernetes Service carries, by its application protocol, else by its name. */
    static Traffic traffic(Service.ServicePort port) {
        String written = port.appProtocol();
        String protocol = (written == null ? prefix(port.name()) : written).toLowerCase(Locale.ROOT);
        if (HTTP_2.contains(protocol) || protocol.startsWith("grpc-web") || protocol.equals("kubernetes.io/h2c")) {
            return Traffic.HTTP_2;
        }
        return mayBeHttp(port) ? Traffic.HTTP : Traffic.OTHER;
    }

    /** Whether a port with this protocol may carry HTTP. What is not known is looked at when it comes. */
    private static boolean mayBeHttp(String protocol) {
        return !OTHERS.contains(protocol.toLowerCase(Locale.ROOT));
    }

    /** Whether a port of a Kubernetes Service may carry HTTP, by its application protocol, else by its name. */
    private static boolean mayBeHttp(Service.ServicePort port) {
        String written = port.appProtocol();
        String protocol = (written == null ? prefix(port.name()) : written).toLowerCase(Locale.ROOT);
        if (protocol.startsWith("kubernetes.io/")) {
            return !protocol.equals("kubernetes.io/wss");
        }
        return KNOWN.contains(protocol)
                || !OTHERS.contains(protocol) && (written != null || !SILENT.contains(port.port()));
    }

    private static String prefix(String name) {
        int dash = name.indexOf('-');
        return dash < 0 || name.toLowerCase(Locale.ROOT).startsWith("grpc-web") ? name : name.substring(0, dash);
    }
}
