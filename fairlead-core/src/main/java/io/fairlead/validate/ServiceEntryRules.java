package io.fairlead.validate;

import io.fairlead.resource.ServiceEntry;
import io.fairlead.resource.ServiceEntry.Location;
import io.fairlead.resource.ServiceEntry.Resolution;
import io.fairlead.resource.ServiceEntry.ServicePort;
import io.fairlead.resource.WorkloadEntry;
import io.fairlead.resource.WorkloadSelector;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Rules on ServiceEntries. Source: Istio {@code validateServiceEntry}. */
final class ServiceEntryRules {
    private static final Set<String> HTTP_OR_TLS =
            Set.of("http", "http2", "grpc", "grpc-web", "http_proxy", "https", "tls");
    private static final Set<String> DYNAMIC = Set.of("http", "http2", "grpc", "tls");
    private static final String ASSIGN_LABEL = "networking.istio.io/enable-autoallocate-ip";
    private static final Set<String> TCP = Set.of("tcp", "https", "tls", "mongo", "redis", "mysql");

    private ServiceEntryRules() {}

    /**
     * Checks the content of an object.
     *
     * @param labels the object's own
     */
    static void check(ServiceEntry entry, Map<String, String> labels, Field spec) {
        WorkloadSelector selector = entry.workloadSelector();
        if (selector != null) {
            CommonRules.selector(spec.field("workloadSelector").field("labels"), selector.labels());
            if (!entry.endpoints().isEmpty()) {
                spec.field("workloadSelector")
                        .error("workloadSelector and endpoints exclude each other.", "Remove one of the two.");
            }
        }
        hosts(spec.field("hosts"), entry);
        addresses(spec.field("addresses"), entry);
        ports(spec.field("ports"), entry.ports());
        tcpAddresses(spec, entry, labels);
        resolution(spec, entry);
        String waypointName = labels.getOrDefault("istio.io/use-waypoint", "");
        boolean waypoint = !waypointName.isEmpty() && !waypointName.equalsIgnoreCase("none");
        if (entry.resolution() == Resolution.DYNAMIC_DNS && entry.location() == Location.MESH_INTERNAL && waypoint) {
            spec.field("location").error("A waypoint cannot serve DYNAMIC_DNS in the mesh.", "Use MESH_EXTERNAL.");
        }
        if (entry.hosts().size() > 1 && entry.resolution() != Resolution.NONE) {
            oneProtocol(spec.field("ports"), entry.ports());
        }
        CommonRules.exportTo(spec.field("exportTo"), entry.exportTo(), CommonRules.Hiding.ALLOWED);
    }

    private static void hosts(Field field, ServiceEntry entry) {
        if (entry.hosts().isEmpty()) {
            field.error("There is no host.", "Write at least one.");
        }
        for (int i = 0; i < entry.hosts().size(); i++) {
            String host = entry.hosts().get(i);
            if (host.equals("*")) {
                field.index(i).error("The host '*' is not allowed.", "Write a domain after '*.'.");
            } else if (!HostSyntax.isWildcardName(host)) {
                field.index(i).error(Texts.quote(host) + " is not a host.", "Write a DNS name, or one after '*.'.");
            } else if (HostSyntax.isPartialWildcard(host) && entry.resolution() != Resolution.DYNAMIC_DNS) {
                field.index(i).warn("An asterisk should be a label of its own.", "Write '*.' before the domain.");
            }
        }
    }

    private static void addresses(Field field, ServiceEntry entry) {
        boolean ranges = entry.resolution() == Resolution.NONE || entry.resolution() == Resolution.STATIC;
        for (int i = 0; i < entry.addresses().size(); i++) {
            String address = entry.addresses().get(i);
            if (!IpAddresses.isSubnet(address)) {
                field.index(i).error(Texts.quote(address) + " is not an address.", "Write one such as 10.0.0.1.");
            } else if (address.indexOf('/') >= 0 && !ranges) {
                field.index(i).error("Ranges need resolution NONE or STATIC.", "Write single addresses.");
            }
        }
    }

    /** Connections to TCP ports are told apart by their addresses; Istio assigns some where it can. */
    private static void tcpAddresses(Field spec, ServiceEntry entry, Map<String, String> labels) {
        boolean assigned = entry.resolution() != Resolution.NONE
                && !labels.getOrDefault(ASSIGN_LABEL, "").equalsIgnoreCase("false");
        for (int i = 0; i < entry.ports().size() && entry.addresses().isEmpty() && !assigned; i++) {
            String protocol = entry.ports().get(i).protocol();
            if (protocol.isEmpty() || protocol.equals("TCP")) {
                spec.field("ports").index(i).warn("A TCP port needs an address.", "Write addresses.");
            }
        }
        boolean dns = entry.resolution() == Resolution.DNS || entry.resolution() == Resolution.DNS_ROUND_ROBIN;
        if (dns
                && entry.hosts().size() > 1
                && !entry.addresses().isEmpty()
                && entry.ports().stream().anyMatch(port -> TCP.contains(Texts.lowerCase(port.protocol())))) {
            spec.field("hosts").warn("An address of a TCP port leads to one host only.", "Write one object for each.");
        }
    }

    private static void ports(Field field, List<ServicePort> ports) {
        Set<String> names = new HashSet<>();
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ServicePort port = ports.get(i);
            Field at = field.index(i);
            CommonRules.protocol(at.field("protocol"), port.protocol());
            CommonRules.port(at.field("number"), port.number());
            CommonRules.optionalPort(at.field("targetPort"), port.targetPort());
            if (!HostSyntax.isLabel(port.name())) {
                at.field("name").error(Texts.quote(port.name()) + " cannot name a port.", "Use letters and digits.");
            }
            if (!names.add(port.name())) {
                at.field("name").error(Texts.quote(port.name()) + " occurs twice.", "Rename one of the two ports.");
            }
            if (!numbers.add(port.number())) {
                at.field("number").error(port.number() + " occurs twice.", "Remove one of the two ports.");
            }
        }
    }

    private static void oneProtocol(Field field, List<ServicePort> ports) {
        for (int i = 0; i < ports.size(); i++) {
            if (!HTTP_OR_TLS.contains(Texts.lowerCase(ports.get(i).protocol()))) {
                field.index(i)
                        .field("protocol")
                        .error("With several hosts a port must be HTTP or TLS.", "Write one object for each host.");
            }
        }
    }

    private static void resolution(Field spec, ServiceEntry entry) {
        Field endpoints = spec.field("endpoints");
        switch (entry.resolution()) {
            case NONE -> {
                if (!entry.endpoints().isEmpty()) {
                    endpoints.error("Resolution NONE has no endpoints.", "Use STATIC or DNS.");
                }
                if (entry.workloadSelector() != null) {
                    spec.field("workloadSelector").warn("Resolution NONE selects nothing.", "Use STATIC.");
                }
            }
            case STATIC -> staticEndpoints(endpoints, entry);
            case DNS, DNS_ROUND_ROBIN -> dns(spec, entry);
            case DYNAMIC_DNS -> dynamicDns(spec, entry);
        }
    }

    private static Set<String> portNames(ServiceEntry entry) {
        Set<String> names = new HashSet<>();
        entry.ports().forEach(port -> names.add(port.name()));
        return names;
    }

    private static void staticEndpoints(Field field, ServiceEntry entry) {
        Set<String> names = portNames(entry);
        for (int i = 0; i < entry.endpoints().size(); i++) {
            WorkloadEntry endpoint = entry.endpoints().get(i);
            Field at = field.index(i);
            WorkloadEntryRules.check(at, endpoint, WorkloadEntryRules.Names.FORBIDDEN);
            knownPorts(at.field("ports"), endpoint, names);
            if (endpoint.address().startsWith("unix://") && entry.ports().size() != 1) {
                at.field("address").error("A Unix socket serves exactly one port.", "Write one port.");
            }
        }
    }

    private static void dns(Field spec, ServiceEntry entry) {
        if (entry.endpoints().isEmpty()) {
            for (int i = 0; i < entry.hosts().size(); i++) {
                if (!HostSyntax.isFqdn(entry.hosts().get(i))) {
                    spec.field("hosts")
                            .index(i)
                            .error("Without endpoints the host must be a DNS name.", "Write endpoints.");
                }
            }
        }
        if (entry.resolution() == Resolution.DNS_ROUND_ROBIN
                && entry.endpoints().size() > 1) {
            spec.field("endpoints").error("Resolution DNS_ROUND_ROBIN has one endpoint.", "Use DNS.");
        }
        Set<String> names = portNames(entry);
        for (int i = 0; i < entry.endpoints().size(); i++) {
            WorkloadEntry endpoint = entry.endpoints().get(i);
            Field at = spec.field("endpoints").index(i);
            boolean named = HostSyntax.isFqdn(endpoint.address()) || IpAddresses.isAddress(endpoint.address());
            if (!named) {
                at.field("address")
                        .error(Texts.quote(endpoint.address()) + " is not an address.", "Write a DNS name or address.");
            }
            CommonRules.labels(at.field("labels"), endpoint.labels());
            knownPorts(at.field("ports"), endpoint, names);
            new TreeMap<>(endpoint.ports())
                    .forEach(
                            (name, number) -> CommonRules.port(at.field("ports").field(name), number));
        }
    }

    private static void dynamicDns(Field spec, ServiceEntry entry) {
        for (int i = 0; i < entry.hosts().size(); i++) {
            if (!entry.hosts().get(i).startsWith("*")) {
                spec.field("hosts").index(i).error("DYNAMIC_DNS needs wildcard hosts.", "Use DNS.");
            }
        }
        if (!entry.addresses().isEmpty()) {
            spec.field("addresses").error("DYNAMIC_DNS has no addresses.", "Remove them.");
        }
        if (!entry.endpoints().isEmpty()) {
            spec.field("endpoints").error("DYNAMIC_DNS has no endpoints.", "Remove them.");
        }
        for (int i = 0; i < entry.ports().size(); i++) {
            if (!DYNAMIC.contains(Texts.lowerCase(entry.ports().get(i).protocol()))) {
                spec.field("ports")
                        .index(i)
                        .field("protocol")
                        .error("DYNAMIC_DNS needs HTTP, HTTP2, GRPC or TLS.", "Use one of them.");
            }
        }
    }

    private static void knownPorts(Field field, WorkloadEntry endpoint, Set<String> ports) {
        for (String name : new TreeMap<>(endpoint.ports()).keySet()) {
            if (!ports.contains(name)) {
                field.field(name).error("The object has no port " + Texts.quote(name) + ".", "Use a port's name.");
            }
        }
    }
}
