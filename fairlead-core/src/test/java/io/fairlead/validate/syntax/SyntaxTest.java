package io.fairlead.validate.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SyntaxTest {
    @Test
    void addressesAreWrittenAsGoReadsThem() {
        for (String address : List.of(
                "10.0.0.1",
                "0.0.0.0",
                "::",
                "::1",
                "2001:db8::a:b",
                "1:2:3:4:5:6:7:8",
                "::ffff:10.0.0.1",
                "fe80::1%eth0")) {
            assertThat(IpAddresses.isAddress(address)).as(address).isTrue();
        }
        for (String address : List.of(
                "",
                "10.0.0",
                "10.0.0.256",
                "10.0.0.01",
                "10.0.0.1.",
                "1:2:3",
                "1::2::3",
                ":::",
                "12345::",
                "::g",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "fe80::1%",
                "[::1]",
                "10.0.0.1:80")) {
            assertThat(IpAddresses.isAddress(address)).as(address).isFalse();
        }
    }

    @Test
    void aSubnetHasAPrefixLengthThatFits() {
        for (String subnet : List.of("10.0.0.0/8", "10.0.0.1", "::/0", "2001:db8::/128", "0.0.0.0/0")) {
            assertThat(IpAddresses.isSubnet(subnet)).as(subnet).isTrue();
        }
        for (String subnet : List.of("10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "::/129", "a/8", "10.0.0.0/8/8")) {
            assertThat(IpAddresses.isSubnet(subnet)).as(subnet).isFalse();
        }
    }

    @Test
    void namesAreLabelsBetweenDots() {
        for (String name : List.of("a", "A-1.b", "a.b.", "99999999999999999999", "a".repeat(63))) {
            assertThat(HostSyntax.isFqdn(name)).as(name).isTrue();
        }
        for (String name :
                List.of("", ".a", "a..b", "-a", "a-", "a_b", "a.1", "*.a", "a".repeat(64), "a.".repeat(128))) {
            assertThat(HostSyntax.isFqdn(name)).as(name).isFalse();
        }
    }

    @Test
    void onlyTheFirstLabelMayHaveAnAsterisk() {
        for (String name : List.of("*", "*.a", "*a", "*-a.b", "a.b", "*.")) {
            assertThat(HostSyntax.isWildcardName(name)).as(name).isTrue();
        }
        for (String name : List.of("", "**", "a*", "a.*", "*.*", "*.1", "*--", "*.a*")) {
            assertThat(HostSyntax.isWildcardName(name)).as(name).isFalse();
        }
    }

    @Test
    void generatedServerNamesHavePortAndHost() {
        assertThat(HostSyntax.isGeneratedServerName("outbound_.80_.v1_.a.b")).isTrue();
        assertThat(HostSyntax.isGeneratedServerName("outbound_.80_.v1")).isFalse();
        assertThat(HostSyntax.isGeneratedServerName("outbound_.x_._.a")).isFalse();
        assertThat(HostSyntax.isGeneratedServerName("outbound_.80_._.1")).isFalse();
    }

    @Test
    void percentSignsAreDoubledOrPartOfACommand() {
        for (String value : List.of(
                "",
                "a",
                "100%%",
                "%A%",
                "x%A%y%B(c)%",
                "%A(b\\)c)%",
                "%A([\"b\",\"c\"])%",
                "%A( [ \"b\\\"\" ] )%",
                "% 5%")) {
            assertThat(HeaderFormatSyntax.isValid(value)).as(value).isTrue();
        }
        for (String value : List.of(
                "%",
                "100%", "%A", "%A(b)", "%A(b%", "%A(b):10%", "%A(b)c%", "%A([b])%", "%A([\"b\"x)%", "%%%", "%A(b\\")) {
            assertThat(HeaderFormatSyntax.isValid(value)).as(value).isFalse();
        }
    }

    @Test
    void countsInsideCountsMayNotPassAThousand() {
        for (String pattern : List.of(
                "a{1000}",
                "(a{10}){100}",
                "(a{10}b{90}){10}",
                "a{,2}",
                "\\(a{100}\\){100}",
                "[(]{100}{1}",
                "[a{9}]{100}",
                "\\Q(a{100}){100}\\E",
                "((a*)*)*",
                "a{2000")) {
            assertThat(RegexScan.of(pattern).isTooLarge()).as(pattern).isFalse();
        }
        for (String pattern :
                List.of("a{1001}", "((a{100}){10}){10}", "(a{5,500}){3}", "(b(a{100})c){11}", "[)]{1001}")) {
            assertThat(RegexScan.of(pattern).isTooLarge()).as(pattern).isTrue();
        }
    }

    @Test
    void countsAreMadeSmallWhereTheyAreCounts() {
        assertThat(RegexScan.of("a{1000}b{3,}c{0,7}d{2}").small()).isEqualTo("a{2}b{2,}c{1,2}d{2}");
        for (String pattern : List.of("a{,5}", "a{5,2}", "a{02}", "[a{9}]", "\\Qa{9}\\E", "\\{9}", "a{1,0}", "x{a}")) {
            assertThat(RegexScan.of(pattern).small()).as(pattern).isEqualTo(pattern);
        }
    }

    @Test
    void namesThatGoTakesAreMadePlain() {
        assertThat(RegexScan.of("(?P<n>a)(?<n>b)[\\p{greek}]\\P{^Old_Italic}\\p{LC}")
                        .plain())
                .isEqualTo("(a)(b)[\\pL]\\pL\\pL");
        for (String pattern : List.of("(?P<n-n>a)", "(?P<>a)", "(?<=a)", "\\p{Foo}", "\\\\p{L}", "\\Q(?P<n>\\p{L}")) {
            assertThat(RegexScan.of(pattern).plain()).as(pattern).isEqualTo(pattern);
        }
    }

    @Test
    void aBackslashStandsBeforeAscii() {
        assertThat(RegexScan.of("a\\\u00e9").hasBadEscape()).isTrue();
        assertThat(RegexScan.of("[\\\u00e9]").hasBadEscape()).isTrue();
        assertThat(RegexScan.of("\\Q\\\u00e9\\E\\_\u00e9").hasBadEscape()).isFalse();
    }

    @Test
    void retryConditionsAreStatusCodesThatGoKnows() {
        assertThat(HttpStatusCodes.isKnown("503")).isTrue();
        assertThat(HttpStatusCodes.isKnown("418")).isTrue();
        assertThat(HttpStatusCodes.isKnown("419")).isFalse();
        assertThat(HttpStatusCodes.isKnown("306")).isFalse();
        assertThat(HttpStatusCodes.isKnown("x")).isFalse();
        assertThat(HttpStatusCodes.isKnown("99999999999")).isFalse();
    }

    @Test
    void claimsAreWrittenWithDotsOrBrackets() {
        assertThat(HeaderRules.isClaim("@request.auth.claims.sub")).isTrue();
        assertThat(HeaderRules.isClaim("@Request.Auth.Claims[a][b]")).isTrue();
        assertThat(HeaderRules.isClaim("@request.auth.claims")).isFalse();
        assertThat(HeaderRules.isClaim("@request.auth.claims.")).isFalse();
        assertThat(HeaderRules.isClaim("@request.auth.claims[]")).isFalse();
    }
}
