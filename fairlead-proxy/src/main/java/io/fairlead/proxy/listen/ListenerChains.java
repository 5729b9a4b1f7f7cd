package io.fairlead.proxy.listen;

import io.fairlead.proxy.tls.ServerTls;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.Listener.Preamble;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chains of one listener by the server name they are for. Immutable. Source: Envoy {@code FilterChainManagerImpl}. */
final class ListenerChains {
    private final Map<String, Chain> exact = new HashMap<>();
    /** By what comes after the asterisk: {@code .example.com}. */
    private final Map<String, Chain> suffixes = new HashMap<>();

    private final @Nullable Chain any;
    private final Preamble preamble;

    /**
     * A chain made ready.
     *
     * @param tls null if TLS is not ended
     */
    record Chain(FilterChain config, @Nullable ServerTls tls) {}

    ListenerChains(List<Chain> chains, Preamble preamble) {
        this.preamble = preamble;
        Chain forAny = null;
        for (Chain chain : chains) {
            if (chain.config().serverNames().isEmpty()) {
                forAny = chain;
            }
            for (String name : chain.config().serverNames()) {
                if (name.startsWith("*")) {
                    suffixes.put(name.substring(1), chain);
                } else {
                    exact.put(name, chain);
                }
            }
        }
        any = forAny;
    }

    /** Whether every connection begins with a PROXY header. */
    boolean expectProxyHeader() {
        return preamble == Preamble.PROXY_PROTOCOL;
    }

    /** Whether the chain depends on the name in the client's hello. */
    boolean needServerName() {
        return !exact.isEmpty() || !suffixes.isEmpty();
    }

    /**
     * The chain for a connection, null if there is none.
     *
     * @param serverName in lower case, "" for none
     */
    @Nullable
    Chain choose(String serverName) {
        if (serverName.isEmpty()) {
            return any;
        }
        Chain found = exact.get(serverName);
        for (int dot = serverName.indexOf('.'); found == null && dot >= 0; dot = serverName.indexOf('.', dot + 1)) {
            found = suffixes.get(serverName.substring(dot));
        }
        return found == null ? any : found;
    }
}
