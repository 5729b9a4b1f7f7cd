package io.fairlead.validate;

import io.fairlead.resource.Gateway;
import io.fairlead.resource.Gateway.Port;
import io.fairlead.resource.Gateway.Server;
import io.fairlead.resource.Resource;
import io.fairlead.resource.ServerTlsSettings;
import io.fairlead.resource.ServerTlsSettings.Mode;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.Set;

/** Rules on Gateways. Source: Istio {@code gateway.go}. */
final class GatewayRules {
    private static final Set<String> HTTP = Set.of("http", "http2", "grpc", "grpc-web", "http_proxy");
    private static final Set<String> TLS = Set.of("https", "tls");

    private GatewayRules() {}

    static void check(Resource<?> resource, Gateway gateway, Field root) {
        if (!HostSyntax.isLabel(resource.ref().name())) {
            root.field("metadata")
                    .field("name")
                    .unlessConverted("gateway")
                    .error(
                            Texts.quote(resource.ref().name()) + " cannot name a Gateway.",
                            "Use letters, digits and hyphens.");
        }
        Field servers = root.field("spec").field("servers");
        if (gateway.servers().isEmpty()) {
            servers.error("There is no server.", "Write at least one.");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < gateway.servers().size(); i++) {
            Server server = gateway.servers().get(i);
            Field field = servers.index(i);
            server(field, server);
            redirect(field, server);
            if (server.port() != null && !names.add(server.port().name())) {
                field.field("port")
                        .field("name")
                        .error(Texts.quote(server.port().name()) + " occurs twice.", "Rename one of the two ports.");
            }
        }
    }

    private static void server(Field field, Server server) {
        if (server.hosts().isEmpty()) {
            field.field("hosts").error("There is no host.", "Write '*' for every host.");
        }
        for (int i = 0; i < server.hosts().size(); i++) {
            host(field.field("hosts").index(i), server.hosts().get(i));
        }
        Port port = server.port();
        boolean unixSocket = server.bind().startsWith("unix://");
        if (port == null) {
            field.field("port").error("There is no port.", "Write number, name and protocol.");
        } else {
            port(field.field("port"), port, unixSocket);
        }
        if (unixSocket && !CommonRules.isUnixSocket(server.bind())) {
            field.field("bind").error(Texts.quote(server.bind()) + " is not a socket.", "Write an absolute path.");
        } else if (unixSocket && port != null && port.number() != 0) {
            field.field("port").field("number").error("A Unix socket has no port.", "Write 0, or bind an address.");
        } else if (!unixSocket && !server.bind().isEmpty() && !IpAddresses.isAddress(server.bind())) {
            field.field("bind").error(Texts.quote(server.bind()) + " is not an address.", "Write an IP address.");
        }
        if (port != null) {
            tls(field.field("tls"), server, Texts.lowerCase(port.protocol()));
        }
        if (server.tls() != null) {
            ServerTlsRules.check(field.field("tls"), server.tls());
        }
    }

    private static void redirect(Field field, Server server) {
        Port port = server.port();
        ServerTlsSettings tls = server.tls();
        if (port != null && tls != null && tls.httpsRedirect() && !HTTP.contains(Texts.lowerCase(port.protocol()))) {
            field.field("tls").field("httpsRedirect").warn("Only plain HTTP is redirected to https.", "Remove it.");
        }
    }

    private static void port(Field field, Port port, boolean unixSocket) {
        if (!CommonRules.isProtocol(port.protocol())) {
            field.field("protocol")
                    .error(
                            Texts.quote(port.protocol()) + " is not a protocol.",
                            "Use for example HTTP, HTTPS, TCP or TLS.");
        }
        if (!unixSocket) {
            CommonRules.port(field.field("number"), port.number());
        }
        if (port.targetPort() != 0) {
            field.field("targetPort").error("targetPort is not supported.", "Remove it.");
        }
        if (port.name().isEmpty()) {
            field.field("name").error("The port has no name.", "Write one.");
        }
    }

    private static void host(Field field, String written) {
        int slash = written.indexOf('/');
        String namespace = slash < 0 ? "*" : written.substring(0, slash);
        String host = written.substring(slash + 1);
        if (!namespace.equals("*") && !namespace.equals(".") && !HostSyntax.isLabel(namespace)) {
            (namespace.equals("~") ? field.unlessConverted("gateway") : field)
                    .error(
                            Texts.quote(namespace) + " is not a namespace.",
                            "Write a namespace, '.' or '*' before the '/'.");
        }
        boolean name = host.equals("*")
                || host.indexOf('.') >= 0 && (HostSyntax.isWildcardName(host) || IpAddresses.isAddress(host));
        if (HostSyntax.isPartialWildcard(host)) {
            field.error("An asterisk must be a label of its own.", "Write '*.' before the domain.");
        } else if (!name) {
            field.error(Texts.quote(host) + " is not a host.", "Write '*', a full DNS name, or one after '*.'.");
        }
    }

    private static void tls(Field field, Server server, String protocol) {
        ServerTlsSettings tls = server.tls();
        if (TLS.contains(protocol)) {
            if (tls == null) {
                field.error("Protocol HTTPS or TLS needs tls.", "Write tls with a mode.");
            }
            return;
        }
        if (tls == null) {
            return;
        }
        if (!HTTP.contains(protocol)) {
            field.error("A server without TLS has no tls.", "Use protocol HTTPS or TLS, or remove it.");
        } else if (tls.mode() != Mode.PASSTHROUGH && tls.mode() != Mode.AUTO_PASSTHROUGH
                || !tls.serverCertificate().isEmpty()
                || !tls.privateKey().isEmpty()
                || !tls.caCertificates().isEmpty()) {
            field.error(
                    "A plain HTTP server can only redirect to https.", "Use protocol HTTPS, or httpsRedirect alone.");
        }
    }
}
