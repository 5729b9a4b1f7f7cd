package io.fairlead.compile.service;

import io.fairlead.resource.Service;
import java.util.Locale;
import java.util.Set;

/** The protocols of ports, as far as HTTP is concerned. Source: Istio {@code kube/protocol.go}, {@code protocol.Parse}. */
final class PortProtocols {
    private static final Set<String> OTHERS = Set.of("tcp", "udp", "tls", "https", "mongo", "redis", "mysql");
    private static final Set<String> KNOWN = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");

    /** The ports where the server speaks first, so that nobody can look at what the client says: SMTP, DNS, databases. */
    private static final Set<Integer> SILENT = Set.of(25, 53, 3306, 27017);

    private PortProtocols() {}

    /** Whether a port with this protocol may carry HTTP. What is not known is looked at when it comes. */
    static boolean mayBeHttp(String protocol) {
        return !OTHERS.contains(protocol.toLowerCase(Locale.ROOT));
    }

    /** Whether a port of a Kubernetes Service may carry HTTP, by its application protocol, else by its name. */
    static boolean mayBeHttp(Service.ServicePort port) {
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
