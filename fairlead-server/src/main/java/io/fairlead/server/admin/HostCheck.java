package io.fairlead.server.admin;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Guards the loopback address against DNS rebinding: a page in a browser on this machine may point a name of its own at
 * 127.0.0.1 and read the answers, but the browser then sends that name as {@code Host}. So a request that arrived on
 * loopback must name an IP address or {@code localhost}. On another address, which the operator opened on purpose, any
 * name is fine: scrapers and probes use service names.
 */
final class HostCheck {
    private HostCheck() {}

    /**
     * Whether a request may be answered.
     *
     * @param hosts the values of all {@code Host} headers
     * @param local the address it arrived on
     */
    static boolean allows(@Nullable List<String> hosts, InetAddress local) {
        if (!local.isLoopbackAddress()) {
            return true;
        }
        if (hosts == null || hosts.size() != 1) {
            return false;
        }
        String name = withoutPort(hosts.get(0).strip()).toLowerCase(Locale.ROOT);
        return name.equals("localhost") || name.endsWith(".localhost") || isAddress(name);
    }

    private static String withoutPort(String host) {
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? "" : host.substring(0, end + 1);
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static boolean isAddress(String name) {
        if (name.startsWith("[")) {
            return name.length() > 2
                    && name.substring(1, name.length() - 1).chars().allMatch(HostCheck::isIpv6Char);
        }
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    }

    private static boolean isIpv6Char(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == ':' || c == '.';
    }
}
