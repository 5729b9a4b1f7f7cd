package io.fairlead.analyze.istio;

import io.fairlead.analyze.base.Analyzer;
import io.fairlead.analyze.base.FindingCode;
import io.fairlead.analyze.base.Inventory;
import io.fairlead.analyze.base.Report;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.resource.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Whether the names of Service ports tell their protocols. Source: Istio {@code analyzers/service/portname.go}. */
final class PortNames implements Analyzer {
    private static final String GRPC_WEB = "grpc-web";
    private static final Set<String> PROTOCOLS = Set.of(
            "tcp", "udp", "grpc", GRPC_WEB, "http", "http_proxy", "http2", "https", "tls", "mongo", "redis", "mysql");
    private static final Set<String> APP_PROTOCOLS =
            Set.of("kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss");
    /** SMTP, DNS, MySQL and MongoDB count as TCP whatever their name is. */
    private static final Set<Integer> TCP_PORTS = Set.of(25, 53, 3306, 27017);

    private static final Set<String> MANAGED =
            Set.of("istio.io-gateway-controller", "istio.io-mesh-controller", "istio.io-eastwest-controller");

    @Override
    public void analyze(Inventory inventory, Report report) {
        for (Resource<Service> service : inventory.all(Service.class)) {
            Map<String, String> labels = service.metadata().labels();
            boolean ofIstio = labels.containsKey("istio") || "istio".equals(labels.get("release"));
            if (!ofIstio && !MANAGED.contains(labels.getOrDefault("gateway.istio.io/managed", ""))) {
                check(service, report);
            }
        }
    }

    private static void check(Resource<Service> service, Report report) {
        List<Service.ServicePort> ports = service.spec().ports();
        boolean external = service.spec().type().equals("ExternalName");
        for (int i = 0; i < ports.size(); i++) {
            Service.ServicePort port = ports.get(i);
            if (tellsProtocol(port) && !(external && port.name().equals("tcp"))) {
                continue;
            }
            FieldPath path = FieldPath.of("spec", "ports").index(i).field("port");
            String name = DestinationHosts.quoted(port.name());
            if (external) {
                report.add(
                        FindingCode.EXTERNAL_NAME_PORT,
                        service,
                        path,
                        "The port " + port.port() + " of the ExternalName Service is called " + name
                                + ", so that Istio takes all its traffic for TCP.",
                        "Name it by its protocol, for example https.");
            } else {
                report.add(
                        FindingCode.PORT_NAME,
                        service,
                        path,
                        "The name " + name + " of the port " + port.port() + " does not tell its protocol.",
                        "Name it by its protocol, for example http or http-" + port.port() + ", or write appProtocol.");
            }
        }
    }

    /** Source: Istio {@code pkg/config/kube/conversion.go}. */
    private static boolean tellsProtocol(Service.ServicePort port) {
        if (port.protocol().equals("UDP")) {
            return true;
        }
        String app = port.appProtocol();
        if (app != null && APP_PROTOCOLS.contains(app)) {
            return true;
        }
        String name = (app == null ? port.name() : app).toLowerCase(Locale.ROOT);
        if (name.startsWith(GRPC_WEB)) {
            return true;
        }
        int dash = name.indexOf('-');
        return PROTOCOLS.contains(dash < 0 ? name : name.substring(0, dash)) || TCP_PORTS.contains(port.port());
    }
}
