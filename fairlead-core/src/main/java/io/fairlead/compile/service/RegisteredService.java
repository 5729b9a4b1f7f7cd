package io.fairlead.compile.service;

import io.fairlead.routing.Discovery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that traffic can be sent to.
 *
 * @param ports those that carry TCP; of several ServiceEntries for the host in one namespace, those of all that agree
 * @param alias the host that an ExternalName Service stands for, null for any other service
 * @param subjectAltNames what its certificates say that it is; empty if that is not told
 * @param discovery null if this version cannot find the endpoints
 */
public record RegisteredService(
        String host,
        String namespace,
        Registry registry,
        @Nullable Discovery discovery,
        List<Port> ports,
        @Nullable String alias,
        List<String> subjectAltNames) {
    /** Where a service comes from. */
    public enum Registry {
        KUBERNETES,
        SERVICE_ENTRY
    }

    /**
     * A port of a service.
     *
     * @param name joins it with endpoints; may be empty
     * @param traffic what its protocol says or leaves open
     */
    public record Port(int number, String name, Traffic traffic) {
        /** What a port carries. */
        public enum Traffic {
            /** No HTTP. */
            OTHER,
            /** Maybe HTTP, in version 1.1 as far as is said. */
            HTTP,
            /** HTTP/2. */
            HTTP_2
        }

        /** Whether what comes may be HTTP. */
        public boolean isHttp() {
            return traffic != Traffic.OTHER;
        }
    }

    public RegisteredService {
        ports = List.copyOf(ports);
        subjectAltNames = List.copyOf(subjectAltNames);
    }

    /** Whether HTTP may be spoken on a port. */
    public boolean hasHttpPort(int number) {
        return ports.stream().anyMatch(port -> port.number() == number && port.isHttp());
    }

    /** Whether HTTP may be spoken on any port. */
    public boolean hasHttpPort() {
        return ports.stream().anyMatch(Port::isHttp);
    }

    boolean isKubernetes() {
        return registry == Registry.KUBERNETES;
    }
}
