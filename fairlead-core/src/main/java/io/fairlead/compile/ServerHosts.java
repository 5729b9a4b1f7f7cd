package io.fairlead.compile;

import io.fairlead.compile.base.HostNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The hosts of the servers of one Gateway on one listener, and which of them overlap with those of a VirtualService.
 * Looking a host up does not take longer with more hosts, except for the overlaps that there are. Source: Istio
 * {@code host.Names.Intersection}.
 */
final class ServerHosts {
    /**
     * A host that both sides cover.
     *
     * @param server the server's position on the listener
     * @param host the narrower of the two
     */
    record Overlap(int server, String host) {}

    private record Entry(int server, String namespace) {
        boolean accepts(String other) {
            return namespace.isEmpty() || namespace.equals(other);
        }
    }

    private final Map<String, List<Entry>> byHost = new HashMap<>();
    private final NavigableMap<String, String> byReversed = new TreeMap<>();
    private boolean wildcards;

    /**
     * Adds the hosts of a server.
     *
     * @param position the server's position on the listener
     * @param hosts as {@link BoundServer#hosts()} has them
     */
    void add(int position, List<String> hosts) {
        for (String written : hosts) {
            int slash = written.indexOf('/');
            String host = written.substring(slash + 1);
            String namespace = slash < 0 ? "" : written.substring(0, slash);
            byHost.computeIfAbsent(host, key -> new ArrayList<>()).add(new Entry(position, namespace));
            byReversed.put(reversed(host), host);
            wildcards |= HostNames.isWildcard(host);
        }
    }

    /** Where a host of a VirtualService in the namespace overlaps with the hosts of the servers. */
    List<Overlap> overlaps(String host, String namespace) {
        List<Overlap> overlaps = new ArrayList<>();
        if (HostNames.isWildcard(host)) {
            String suffix = reversed(host.substring(1));
            for (Map.Entry<String, String> candidate :
                    byReversed.tailMap(suffix, true).entrySet()) {
                if (!candidate.getKey().startsWith(suffix)) {
                    break;
                }
                collect(candidate.getValue(), candidate.getValue(), namespace, overlaps);
            }
        } else {
            collect(host, host, namespace, overlaps);
        }
        if (wildcards) {
            // A wildcard host equal to this one was found above.
            for (int i = HostNames.isWildcard(host) ? 2 : 0; i <= host.length(); i++) {
                collect("*" + host.substring(i), host, namespace, overlaps);
            }
        }
        return overlaps;
    }

    private void collect(String serverHost, String narrower, String namespace, List<Overlap> overlaps) {
        for (Entry entry : byHost.getOrDefault(serverHost, List.of())) {
            if (entry.accepts(namespace)) {
                overlaps.add(new Overlap(entry.server(), narrower));
            }
        }
    }

    private static String reversed(String host) {
        return new StringBuilder(host).reverse().toString();
    }
}
