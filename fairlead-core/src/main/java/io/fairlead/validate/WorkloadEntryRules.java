package io.fairlead.validate;

import io.fairlead.resource.WorkloadEntry;
import io.fairlead.validate.syntax.CommonRules;
import io.fairlead.validate.syntax.Field;
import io.fairlead.validate.syntax.HostSyntax;
import io.fairlead.validate.syntax.IpAddresses;
import io.fairlead.validate.syntax.Texts;
import java.util.TreeMap;

/** Rules on WorkloadEntries, as objects and in ServiceEntries. Source: Istio {@code validateWorkloadEntry}. */
final class WorkloadEntryRules {

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
    }

    private static void address(Field field, WorkloadEntry entry, Names names) {
        String address = entry.address();
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
}
