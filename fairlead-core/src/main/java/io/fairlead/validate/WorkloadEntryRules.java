package io.fairlead.validate;

import io.fairlead.resource.WorkloadEntry;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.TreeMap;

/** Rules on WorkloadEntries, as objects and in ServiceEntries. Source: Istio {@code validateWorkloadEntry}, the CRD's schema. */
final class WorkloadEntryRules {
    private static final int MAX_ADDRESS = 256;
    private static final int MAX_PORTS = 128;
    private static final int MAX_LABELS = 256;
    private static final int MAX_TEXT = 2048;
    private static final int MAX_ACCOUNT = 253;

    /** Whether the address may be a DNS name. */
    enum Names {
        ALLOWED,
        FORBIDDEN
    }

    private WorkloadEntryRules() {}

    static void check(Field field, WorkloadEntry entry, Names names) {
        address(field.field("address"), entry, names);
        new TreeMap<>(entry.ports()).forEach((name, number) -> {
            Field at = field.field("ports").field(name);
            if (!HostSyntax.isLabel(name)) {
                at.error(Texts.quote(name) + " cannot name a port.", "Use letters, digits and hyphens.");
            }
            CommonRules.port(at, number);
        });
        CommonRules.labels(field.field("labels"), entry.labels());
        limit(field.field("ports"), entry.ports().size(), MAX_PORTS);
        limit(field.field("labels"), entry.labels().size(), MAX_LABELS);
        limit(field.field("network"), entry.network().length(), MAX_TEXT);
        limit(field.field("locality"), entry.locality().length(), MAX_TEXT);
        limit(field.field("serviceAccount"), entry.serviceAccount().length(), MAX_ACCOUNT);
    }

    private static void address(Field field, WorkloadEntry entry, Names names) {
        String address = entry.address();
        limit(field, address.length(), MAX_ADDRESS);
        if (address.isEmpty()) {
            if (entry.network().isEmpty()) {
                field.error("There is no address.", "Write one.");
            } else {
                field.warn("Without an address the endpoint is reached through its network only.", "Write one.");
            }
        } else if (address.startsWith("unix://")) {
            if (!CommonRules.isUnixSocket(address)) {
                field.error(Texts.quote(address) + " is not a socket.", "Write an absolute path.");
            }
            if (!entry.ports().isEmpty()) {
                field.error("A Unix socket has no ports.", "Remove them.");
            }
        } else if (!IpAddresses.isAddress(address) && !(names == Names.ALLOWED && HostSyntax.isFqdn(address))) {
            field.error(
                    Texts.quote(address) + " is not an address.",
                    names == Names.ALLOWED ? "Write an IP address or DNS name." : "Write an IP address, or use DNS.");
        }
    }

    private static void limit(Field field, int size, int most) {
        if (size > most) {
            field.error("The size is " + size + ".", "Use at most " + most + ".");
        }
    }
}
