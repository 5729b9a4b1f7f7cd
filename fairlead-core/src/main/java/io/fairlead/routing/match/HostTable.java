package io.fairlead.routing.match;

import io.fairlead.routing.RequestView;
import io.fairlead.routing.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the virtual host of an authority: the exact domain, else the longest {@code *suffix} that leaves something for the
 * star, else {@code *}. Case does not count, nor does a port. Source: Envoy, {@code VirtualHost.domains} and
 * {@code ignore_port_in_host_matching}.
 */
final class HostTable {
    private final ByteTable exact;
    private final int[] exactHosts;
    private final ByteTrie suffixes;
    private final int[] suffixHosts;
    private final int anyHost;

    /** Of virtual hosts that claim the same domain, the first has it. */
    HostTable(List<VirtualHost> hosts) {
        Map<String, Integer> exactDomains = new LinkedHashMap<>();
        Map<String, Integer> suffixDomains = new LinkedHashMap<>();
        int any = -1;
        for (int i = 0; i < hosts.size(); i++) {
            for (String domain : hosts.get(i).domains()) {
                if (domain.equals("*")) {
                    any = any < 0 ? i : any;
                } else if (domain.startsWith("*")) {
                    suffixDomains.putIfAbsent(domain.substring(1), i);
                } else {
                    exactDomains.putIfAbsent(bracketed(domain), i);
                }
            }
        }
        exact = new ByteTable(keys(exactDomains), AsciiCase.FOLDED);
        exactHosts = numbers(exactDomains);
        suffixes = new ByteTrie(keys(suffixDomains), ByteTrie.Reading.BACKWARD, AsciiCase.FOLDED);
        suffixHosts = numbers(suffixDomains);
        anyHost = any;
    }

    /** The number of the request's virtual host, or -1. */
    int find(RequestView request) {
        byte[] bytes = request.bytes();
        int from = request.authorityFrom();
        int to = hostEnd(bytes, from, request.authorityTo());
        int key = exact.find(bytes, from, to);
        if (key >= 0) {
            return exactHosts[key];
        }
        int suffix = suffixes.longest(bytes, Math.min(from + 1, to), to);
        return suffix >= 0 ? suffixHosts[suffix] : anyHost;
    }

    /** Where the port's colon stands: the last colon, unless an IPv6 literal's bracket closes behind it. */
    private static int hostEnd(byte[] bytes, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == ':') {
                return i;
            } else if (bytes[i] == ']') {
                return to;
            }
        }
        return to;
    }

    /** An IPv6 address as it stands in an authority. */
    private static String bracketed(String domain) {
        return domain.indexOf(':') >= 0 && !domain.startsWith("[") ? "[" + domain + "]" : domain;
    }

    private static List<byte[]> keys(Map<String, Integer> domains) {
        List<byte[]> keys = new ArrayList<>();
        for (String domain : domains.keySet()) {
            keys.add(ValueTest.utf8(domain));
        }
        return keys;
    }

    private static int[] numbers(Map<String, Integer> domains) {
        return domains.values().stream().mapToInt(Integer::intValue).toArray();
    }
}
