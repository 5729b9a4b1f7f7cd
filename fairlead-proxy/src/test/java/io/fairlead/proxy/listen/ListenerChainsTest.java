package io.fairlead.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.proxy.listen.ListenerChains.Chain;
import io.fairlead.routing.Listener;
import io.fairlead.routing.Listener.Content;
import io.fairlead.routing.Listener.FilterChain;
import io.fairlead.routing.RouteTable;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListenerChainsTest {
    private static FilterChain chain(String content, String... serverNames) {
        return new FilterChain(List.of(serverNames), null, new Content.Http(new RouteTable(content, List.of())));
    }

    private static ListenerChains chains(FilterChain... chains) {
        return new ListenerChains(
                Stream.of(chains).map(chain -> new Chain(chain, null)).toList(), Listener.Preamble.NONE);
    }

    private static @Nullable String chosen(ListenerChains chains, String serverName) {
        Chain chain = chains.choose(serverName);
        return chain == null ? null : chain.config().content().name();
    }

    @Test
    void theMostSpecificServerNameWins() {
        ListenerChains chains = chains(
                chain("any"),
                chain("short", "*.example.com"),
                chain("long", "*.b.example.com"),
                chain("exact", "a.b.example.com", "example.com"));

        assertThat(chosen(chains, "a.b.example.com")).isEqualTo("exact");
        assertThat(chosen(chains, "x.b.example.com")).isEqualTo("long");
        assertThat(chosen(chains, "x.y.b.example.com")).isEqualTo("long");
        assertThat(chosen(chains, "b.example.com")).isEqualTo("short");
        assertThat(chosen(chains, "example.com")).isEqualTo("exact");
        assertThat(chosen(chains, "example.org")).isEqualTo("any");
        assertThat(chosen(chains, "")).isEqualTo("any");
    }

    @Test
    void aConnectionForNoServerHasNoChain() {
        ListenerChains chains = chains(chain("some", "*.example.com"));

        assertThat(chosen(chains, "example.com")).isNull();
        assertThat(chosen(chains, "xexample.com")).isNull();
        assertThat(chosen(chains, "")).isNull();
    }

    @Test
    void theServerNameIsNeededOnlyWhereChainsHaveSome() {
        assertThat(chains(chain("any")).needServerName()).isFalse();
        assertThat(chains(chain("some", "*.example.com")).needServerName()).isTrue();
        assertThat(chains(chain("any"), chain("some", "a.test")).needServerName())
                .isTrue();
    }
}
