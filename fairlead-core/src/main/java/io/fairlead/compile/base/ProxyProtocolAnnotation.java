package io.fairlead.compile.base;

import io.fairlead.diagnostic.Code;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.Resource;
import io.fairlead.routing.Listener.Preamble;
import java.util.List;

/**
 * The annotation {@code fairlead.io/proxy-protocol: "true"} on a Gateway: every connection to its ports begins with a PROXY
 * header. An extension, for what Istio has in the mesh configuration, {@code gatewayTopology.proxyProtocol}.
 */
public final class ProxyProtocolAnnotation {
    /** The annotation's name. */
    public static final String NAME = "fairlead.io/proxy-protocol";

    private ProxyProtocolAnnotation() {}

    /**
     * How connections to a port begin.
     *
     * @param gateways with servers on the port, oldest first: it decides
     */
    public static Preamble preamble(int port, List<Resource<?>> gateways, Findings findings) {
        Resource<?> oldest = gateways.get(0);
        Preamble preamble = of(oldest, findings);
        for (Resource<?> other : gateways) {
            if (of(other, findings) != preamble) {
                findings.warn(
                        Code.CONFLICT,
                        place(other),
                        "Port " + port + " is shared with Gateway "
                                + oldest.ref().namespace() + "/"
                                + oldest.ref().name()
                                + ", which is older and decides whether connections begin with a PROXY header.",
                        "Write the same annotation on both.");
            }
        }
        return preamble;
    }

    private static Preamble of(Resource<?> gateway, Findings findings) {
        String written = gateway.metadata().annotations().getOrDefault(NAME, "false");
        if (!written.equals("true") && !written.equals("false")) {
            findings.warn(
                    Code.WRONG_TYPE,
                    place(gateway),
                    "'" + written + "' is neither true nor false; the annotation is not used.",
                    "Write \"true\", in quotes.");
        }
        return written.equals("true") ? Preamble.PROXY_PROTOCOL : Preamble.NONE;
    }

    private static Place place(Resource<?> gateway) {
        return new Place(gateway, FieldPath.of("metadata", "annotations", NAME));
    }
}
