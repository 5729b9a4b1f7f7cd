package io.fairlead.compile.service;

import io.fairlead.routing.Discovery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host that traffic can be sent to.
 *
 * @param ports those that carry TCP; of several ServiceEntries for the host in one namespace, those of all that agree
 * @param alias the host that an ExternalName Service stands for, null for any other service
 * @param discovery null if this version cannot find the endpoints
 */
public record RegisteredService(
        String host,
        String namespace,
        Registry registry,
        @Nullable Discovery discovery,
        List<Port> ports,
        @Nullable String alias) {
    /** Where a service comes from. */
    public enum Registry {
        KUBERNETES,
        SERVICE_ENTRY
    }

    /**
     * A port of a service.
     *
     * @param name joins it with endpoints; may be empty
     */
    public record Port(int number, String name) {}

    public RegisteredService {
        ports = List.copyOf(ports);
    }

    boolean isKubernetes() {
        return registry == Registry.KUBERNETES;
    }
}
