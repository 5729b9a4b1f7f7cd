package io.fairlead.routing.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.RouteTable;
import io.fairlead.routing.VirtualHost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which virtual host an authority picks. */
class RouteIndexHostTest {
    /** The name (first domain) of the virtual host that is picked among one for each list of domains, "none" for none. */
    private static String pick(String authority, String... domains) {
        List<VirtualHost> hosts = new ArrayList<>();
        for (String domain : domains) {
            hosts.add(TestRoutes.host(Arrays.asList(domain.split(" ")), List.of(RouteMatch.ANY)));
        }
        RouteIndex<String> index = RouteIndex.of(new RouteTable("t", hosts), (host, route) -> host.name());
        HostRoutes<String> found = index.host(TestRequest.get(authority, "/").view());
        return found == null ? "none" : found.virtualHost().name();
    }

    @Test
    void anExactDomainGoesBeforeWildcardsWhateverTheirOrder() {
        assertThat(pick("a.example.com", "*", "*.example.com", "a.example.com")).isEqualTo("a.example.com");
        assertThat(pick("b.example.com", "*", "*.example.com", "a.example.com")).isEqualTo("*.example.com");
        assertThat(pick("b.example.org", "*", "*.example.com", "a.example.com")).isEqualTo("*");
        assertThat(pick("b.example.org", "*.example.com")).isEqualTo("none");
    }

    @Test
    void theLongestWildcardWins() {
        assertThat(pick("x.a.b.c", "*.c", "*.a.b.c", "*.b.c")).isEqualTo("*.a.b.c");
        assertThat(pick("a.b.c", "*.c", "*.a.b.c", "*.b.c")).isEqualTo("*.b.c");
        assertThat(pick("x-a.b.c", "*.b.c", "*-a.b.c")).isEqualTo("*-a.b.c");
    }

    @Test
    void aWildcardNeedsSomethingInThePlaceOfItsStar() {
        assertThat(pick("example.com", "*.example.com")).isEqualTo("none");
        assertThat(pick(".example.com", "*.example.com")).isEqualTo("none");
        assertThat(pick("a.b.example.com", "*.example.com")).isEqualTo("*.example.com");
    }

    @Test
    void caseAndPortDoNotCount() {
        assertThat(pick("A.Example.COM:8080", "a.example.com")).isEqualTo("a.example.com");
        assertThat(pick("B.Example.COM:8080", "*.example.com")).isEqualTo("*.example.com");
        assertThat(pick("a.example.com:", "a.example.com")).isEqualTo("a.example.com");
    }

    @Test
    void aTrailingDotIsPartOfTheName() {
        assertThat(pick("a.example.com.", "a.example.com", "*.example.com")).isEqualTo("none");
        assertThat(pick("a.example.com.", "a.example.com", "a.example.com.")).isEqualTo("a.example.com.");
    }

    @Test
    void ipv6AddressesStandInBrackets() {
        for (String domain : List.of("[2001:db8::1]", "2001:db8::1")) {
            assertThat(pick("[2001:DB8::1]", domain)).isEqualTo(domain);
            assertThat(pick("[2001:db8::1]:80", domain)).isEqualTo(domain);
            assertThat(pick("[2001:db8::2]:80", domain)).isEqualTo("none");
        }
    }

    @Test
    void anEmptyAuthorityPicksTheStarOnly() {
        assertThat(pick("", "*")).isEqualTo("*");
        assertThat(pick("", "a", "*.a")).isEqualTo("none");
        assertThat(pick(":80", "*.a", "*")).isEqualTo("*");
    }

    @Test
    void theFirstVirtualHostKeepsADomainThatTwoClaim() {
        assertThat(pick("a", "x a", "y a")).isEqualTo("x");
        assertThat(pick("b.a", "x *.a", "y *.a")).isEqualTo("x");
        assertThat(pick("b", "x *", "y *")).isEqualTo("x");
    }

    @Test
    void noOtherVirtualHostIsTriedWhenTheRoutesOfTheFirstDoNotMatch() {
        RouteIndex<String> index = RouteIndex.of(
                new RouteTable(
                        "t",
                        List.of(
                                TestRoutes.host(List.of("a.b"), List.of(TestRoutes.exact("/x"))),
                                TestRoutes.host(List.of("*"), List.of(RouteMatch.ANY)))),
                (host, route) -> host.name());
        assertThat(TestRoutes.select(index, TestRequest.get("a.b", "/y"))).isNull();
        assertThat(TestRoutes.select(index, TestRequest.get("c.b", "/y"))).isEqualTo("*");
    }

    @Test
    void everyRouteGetsItsPayloadOnceInWrittenOrder() {
        List<String> built = new ArrayList<>();
        RouteIndex<String> index = RouteIndex.of(
                new RouteTable(
                        "t", List.of(TestRoutes.host(List.of("a"), List.of(TestRoutes.exact("/x"), RouteMatch.ANY)))),
                (host, route) -> {
                    built.add(host.name() + route.name());
                    return route.name();
                });
        assertThat(built).containsExactly("a0", "a1");
        assertThat(index.hosts()).hasSize(1);
        assertThat(index.hosts().get(0).payloads()).containsExactly("0", "1");
    }
}
