package io.fairlead.validate;

import io.fairlead.resource.ConnectionPoolSettings;
import io.fairlead.resource.Destination;
import io.fairlead.resource.ServerTlsSettings;
import io.fairlead.resource.ServerTlsSettings.Mode;
import io.fairlead.resource.Sidecar;
import io.fairlead.resource.Sidecar.CaptureMode;
import io.fairlead.resource.Sidecar.IstioEgressListener;
import io.fairlead.resource.Sidecar.IstioIngressListener;
import io.fairlead.resource.Sidecar.OutboundTrafficPolicy;
import io.fairlead.resource.Sidecar.SidecarPort;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules on Sidecars. Source: Istio {@code validateSidecar}. */
final class SidecarRules {
    private static final Set<String> LOCAL_HOSTS = Set.of("", "127.0.0.1", "0.0.0.0", "::1", "::");
    private static final Set<String> HTTP = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");
    private static final Set<String> TLS = Set.of("https", "tls");

    private SidecarRules() {}

    static void check(Sidecar sidecar, Field spec) {
        if (sidecar.workloadSelector() != null) {
            CommonRules.selector(
                    spec.field("workloadSelector").field("labels"),
                    sidecar.workloadSelector().labels());
        }
        if (sidecar.egress().isEmpty()
                && sidecar.ingress().isEmpty()
                && sidecar.outboundTrafficPolicy() == null
                && sidecar.inboundConnectionPool() == null) {
            spec.error("The Sidecar says nothing.", "Write egress, ingress or outboundTrafficPolicy.");
        }
        ingress(spec.field("ingress"), sidecar.ingress());
        egress(spec.field("egress"), sidecar.egress());
        ConnectionPoolRules.check(spec.field("inboundConnectionPool"), sidecar.inboundConnectionPool());
        outbound(spec.field("outboundTrafficPolicy"), sidecar.outboundTrafficPolicy());
    }

    private static void ingress(Field field, List<IstioIngressListener> listeners) {
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < listeners.size(); i++) {
            IstioIngressListener listener = listeners.get(i);
            Field at = field.index(i);
            SidecarPort port = listener.port();
            if (port == null) {
                at.field("port").error("There is no port.", "Write one.");
            } else {
                port(at.field("port"), port);
                CommonRules.port(at.field("port").field("number"), port.number());
                if (!numbers.add(port.number())) {
                    at.field("port").field("number").error(port.number() + " occurs twice.", "Remove one.");
                }
            }
            bind(at.field("bind"), listener.bind());
            defaultEndpoint(at.field("defaultEndpoint"), listener.defaultEndpoint());
            tls(at.field("tls"), listener.tls(), port);
            ConnectionPoolSettings pool = listener.connectionPool();
            ConnectionPoolRules.check(at.field("connectionPool"), pool);
            boolean http = port != null && HTTP.contains(Texts.lowerCase(port.protocol()));
            if (port != null && !http && pool != null && pool.http() != null) {
                at.field("connectionPool")
                        .field("http")
                        .warn("The port is not HTTP, so that only tcp counts.", "Remove http, or change the protocol.");
            }
        }
    }

    private static void port(Field field, SidecarPort port) {
        if (port.targetPort() != 0) {
            field.field("targetPort").error("targetPort is not supported.", "Remove it.");
        }
        if (!port.name().isEmpty() && !HostSyntax.isLabel(port.name())) {
            field.field("name").error(Texts.quote(port.name()) + " cannot name a port.", "Use letters and digits.");
        }
        CommonRules.protocol(field.field("protocol"), port.protocol());
    }

    private static void bind(Field field, String bind) {
        if (!bind.isEmpty() && !IpAddresses.isAddress(bind)) {
            field.error(Texts.quote(bind) + " is not an address.", "Write an IP address.");
        }
    }

    private static void defaultEndpoint(Field field, String endpoint) {
        if (endpoint.isEmpty()) {
            return;
        }
        if (endpoint.startsWith("unix://")) {
            if (!CommonRules.isUnixSocket(endpoint)) {
                field.error(Texts.quote(endpoint) + " is not a socket.", "Write an absolute path.");
            }
            return;
        }
        int colon = endpoint.lastIndexOf(':');
        String host = colon < 0 ? endpoint : endpoint.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        String address = brackets ? host.substring(1, host.length() - 1) : host;
        boolean local = colon >= 0 && LOCAL_HOSTS.contains(address) && (brackets || address.indexOf(':') < 0);
        if (!local || !isPort(endpoint.substring(colon + 1))) {
            field.error(Texts.quote(endpoint) + " is not a local endpoint.", "Write 127.0.0.1: and a port.");
        }
    }

    private static boolean isPort(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> Texts.isDigit((char) c))) {
            return false;
        }
        long number = Long.parseLong(digits);
        return number >= 1 && number <= 65535;
    }

    private static void tls(Field field, @Nullable ServerTlsSettings tls, @Nullable SidecarPort port) {
        if (tls == null) {
            return;
        }
        if (!tls.subjectAltNames().isEmpty()
                || tls.httpsRedirect()
                || !tls.credentialName().isEmpty()
                || !tls.credentialNames().isEmpty()
                || !tls.tlsCertificates().isEmpty()) {
            field.error(
                    "Of a Sidecar's TLS only mode, files and versions can be set.",
                    "Remove subjectAltNames, httpsRedirect, credentials and tlsCertificates.");
        }
        if (tls.mode() == Mode.ISTIO_MUTUAL || tls.mode() == Mode.AUTO_PASSTHROUGH) {
            field.field("mode").error("The mode is not allowed here.", "Use SIMPLE or MUTUAL.");
        }
        if (port != null && !TLS.contains(Texts.lowerCase(port.protocol()))) {
            field.error("TLS needs a port with protocol HTTPS or TLS.", "Change the protocol, or remove tls.");
        }
        ServerTlsRules.check(field, tls);
    }

    private static void egress(Field field, List<IstioEgressListener> listeners) {
        Set<Long> numbers = new HashSet<>();
        Set<String> sockets = new HashSet<>();
        boolean catchAll = false;
        for (int i = 0; i < listeners.size(); i++) {
            IstioEgressListener listener = listeners.get(i);
            Field at = field.index(i);
            SidecarPort port = listener.port();
            if (port == null) {
                if (catchAll) {
                    at.error("Two listeners have no port.", "Keep one.");
                }
                catchAll = true;
                if (i != listeners.size() - 1) {
                    at.error("The listener without a port must be the last.", "Move it to the end.");
                }
            } else {
                port(at.field("port"), port);
                if (port.number() == 0) {
                    socket(at, listener, sockets);
                } else {
                    CommonRules.port(at.field("port").field("number"), port.number());
                    bind(at.field("bind"), listener.bind());
                    if (!numbers.add(port.number())) {
                        at.field("port").field("number").error(port.number() + " occurs twice.", "Remove one.");
                    }
                }
            }
            if (listener.hosts().isEmpty()) {
                at.field("hosts").error("There is no host.", "Write for example ./*.");
            }
            for (int j = 0; j < listener.hosts().size(); j++) {
                host(at.field("hosts").index(j), listener.hosts().get(j));
            }
            repeatedHosts(at.field("hosts"), listener.hosts());
        }
    }

    private static void repeatedHosts(Field field, List<String> hosts) {
        Map<String, Set<String>> seen = new HashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            String written = hosts.get(i);
            int slash = written.indexOf('/');
            if (slash < 0 || written.startsWith("~")) {
                continue;
            }
            String scope = written.substring(0, slash);
            String host = written.substring(slash + 1);
            Set<String> known =
                    seen.computeIfAbsent(scope.equals(".") ? field.namespace() : scope, namespace -> new HashSet<>());
            boolean repeated = host.equals("*") ? !known.isEmpty() : known.contains("*") || known.contains(host);
            if (repeated) {
                field.index(i).warn(Texts.quote(written) + " repeats what another host says.", "Remove one of them.");
            }
            known.add(host);
        }
        if (seen.size() > 1 && seen.getOrDefault("*", Set.of()).contains("*")) {
            field.warn("The host */* selects everything.", "Remove the others.");
        }
    }

    private static void socket(Field field, IstioEgressListener listener, Set<String> sockets) {
        if (!CommonRules.isUnixSocket(listener.bind())) {
            field.field("bind").error("Port 0 needs a Unix socket.", "Write unix:// and an absolute path.");
        } else if (!sockets.add(listener.bind())) {
            field.field("bind").error("The socket occurs twice.", "Remove one.");
        }
        if (listener.captureMode() == CaptureMode.IPTABLES) {
            field.field("captureMode").error("A Unix socket cannot be captured by iptables.", "Use NONE.");
        }
    }

    private static void host(Field field, String written) {
        int slash = written.indexOf('/');
        String namespace = slash < 0 ? "" : written.substring(0, slash);
        String host = written.substring(slash + 1);
        String included = namespace.startsWith("~") ? namespace.substring(1) : namespace;
        if (slash <= 0) {
            field.error(Texts.quote(written) + " lacks a namespace.", "Write namespace/host.");
        } else if (!included.isEmpty()
                && !included.equals("*")
                && !included.equals(".")
                && !HostSyntax.isLabel(included)) {
            field.error(Texts.quote(namespace) + " is not a namespace.", "Write a namespace, '.', '*' or '~'.");
        }
        boolean name = host.equals("*")
                || host.indexOf('.') >= 0 && HostSyntax.isWildcardName(host) && !HostSyntax.isPartialWildcard(host);
        if (!name) {
            field.error(Texts.quote(host) + " is not a host.", "Write '*', a full DNS name, or one after '*.'.");
        }
    }

    private static void outbound(Field field, @Nullable OutboundTrafficPolicy policy) {
        Destination proxy = policy == null ? null : policy.egressProxy();
        if (policy == null || proxy == null) {
            return;
        }
        Field at = field.field("egressProxy");
        if (policy.mode() != OutboundTrafficPolicy.Mode.ALLOW_ANY) {
            at.error("An egress proxy needs mode ALLOW_ANY.", "Change the mode, or remove it.");
        }
        if (!HostSyntax.isFqdn(proxy.host())) {
            at.field("host").error(Texts.quote(proxy.host()) + " is not a host.", "Write a full DNS name.");
        }
        if (proxy.port() == null) {
            at.field("port").error("The egress proxy has no port.", "Write its number.");
        }
        CommonRules.destination(at, proxy);
    }
}
