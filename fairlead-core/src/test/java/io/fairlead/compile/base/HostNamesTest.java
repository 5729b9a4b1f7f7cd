package io.fairlead.compile.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostNamesTest {
    @Test
    void aNameWithoutDotGetsNamespaceAndDomain() {
        assertThat(HostNames.complete("reviews", "prod")).isEqualTo("reviews.prod.svc.cluster.local");
    }

    @Test
    void aNameWithADotIsTakenLiterally() {
        assertThat(HostNames.complete("reviews.prod", "default")).isEqualTo("reviews.prod");
    }

    @Test
    void asteriskAndAddressesStay() {
        assertThat(HostNames.complete("*", "default")).isEqualTo("*");
        assertThat(HostNames.complete("10.0.0.1", "default")).isEqualTo("10.0.0.1");
        assertThat(HostNames.complete("::1", "default")).isEqualTo("::1");
    }

    @Test
    void onlyServicesOfTheClusterHaveAShortName() {
        assertThat(HostNames.shortName("reviews.prod.svc.cluster.local")).isEqualTo("reviews");
        assertThat(HostNames.shortName("www.example.com")).isEqualTo("www.example.com");
    }

    @Test
    void gatewaysCanBeNamedInFiveWays() {
        assertThat(GatewayNames.complete("gw", "ns")).isEqualTo("ns/gw");
        assertThat(GatewayNames.complete("./gw", "ns")).isEqualTo("ns/gw");
        assertThat(GatewayNames.complete("other/gw", "ns")).isEqualTo("other/gw");
        assertThat(GatewayNames.complete("gw.other", "ns")).isEqualTo("other/gw");
        assertThat(GatewayNames.complete("gw.other.svc.cluster.local", "ns")).isEqualTo("other/gw");
        assertThat(GatewayNames.complete("mesh", "ns")).isEqualTo("mesh");
    }
}
