package io.fairlead.routing.match;

import static io.fairlead.routing.match.TestRequest.bytesOf;
import static io.fairlead.routing.match.TestRequest.get;
import static io.fairlead.routing.match.TestRoutes.exact;
import static io.fairlead.routing.match.TestRoutes.header;
import static io.fairlead.routing.match.TestRoutes.index;
import static io.fairlead.routing.match.TestRoutes.matches;
import static io.fairlead.routing.match.TestRoutes.path;
import static io.fairlead.routing.match.TestRoutes.prefix;
import static io.fairlead.routing.match.TestRoutes.query;
import static io.fairlead.routing.match.TestRoutes.regex;
import static io.fairlead.routing.match.TestRoutes.select;
import static io.fairlead.routing.match.TestRoutes.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each condition of a route accepts, one test for each trap. */
class RouteMatchTest {
    private static final StringMatcher PRESENT = new StringMatcher.Present();

    private static TestRequest to(String target) {
        return get("a.example.com", target);
    }

    private static StringMatcher equalTo(String value) {
        return new StringMatcher.Exact(value);
    }

    private static StringMatcher like(String pattern) {
        return new StringMatcher.Regex(pattern);
    }

    @Test
    void theFirstRouteInWrittenOrderWinsHoweverSpecificALaterOneIs() {
        RouteIndex<String> index = index(prefix("/api"), exact("/api/v1"), prefix("/"));
        assertThat(select(index, to("/api/v1"))).isEqualTo("0");
        assertThat(select(index, to("/other"))).isEqualTo("2");
        assertThat(select(index(exact("/x")), to("/y"))).isNull();
    }

    @Test
    void aPrefixIsPlainTextWithoutRegardToSlashes() {
        assertThat(matches(prefix("/api"), to("/apiv2"))).isTrue();
        assertThat(matches(prefix("/api/"), to("/api"))).isFalse();
        assertThat(matches(prefix(""), to("/api"))).isTrue();
        assertThat(matches(prefix("/API"), to("/api"))).isFalse();
    }

    @Test
    void theQueryIsNoPartOfThePath() {
        assertThat(matches(exact("/a"), to("/a?b=c"))).isTrue();
        assertThat(matches(regex("/a"), to("/a?b=c"))).isTrue();
        assertThat(matches(regex("/a.b=c"), to("/a?b=c"))).isFalse();
        assertThat(matches(prefix("/a?"), to("/a?b=c"))).isFalse();
    }

    @Test
    void ignoringCaseFoldsAsciiInExactPathsAndPrefixesOnly() {
        assertThat(matches(path(new PathMatcher.Exact("/AbC", true)), to("/aBc")))
                .isTrue();
        assertThat(matches(path(new PathMatcher.Prefix("/AbC", true)), to("/abcd")))
                .isTrue();
        assertThat(matches(path(new PathMatcher.Exact("/\u00c4", true)), to(bytesOf("/\u00e4"))))
                .isFalse();
        assertThat(matches(regex("/A"), to("/a"))).isFalse();
        assertThat(matches(regex("(?i)/A"), to("/a"))).isTrue();
    }

    @Test
    void aRegexMatchesTheWholeValue() {
        assertThat(matches(regex("/v[0-9]+"), to("/v12"))).isTrue();
        assertThat(matches(regex("/v[0-9]+"), to("/v12/x"))).isFalse();
        assertThat(matches(regex("a|/v"), to("/v"))).isTrue();
        assertThat(matches(header("x", like("Chrome")), to("/").with("x", "Mozilla Chrome")))
                .isFalse();
    }

    @Test
    void textIsComparedAsUtf8() {
        assertThat(matches(exact("/\u00e9"), to(bytesOf("/\u00e9")))).isTrue();
        assertThat(matches(exact("/\u00e9"), to("/\u00e9"))).isFalse();
        assertThat(matches(regex("/."), to(bytesOf("/\u20ac")))).isTrue();
        assertThat(matches(regex("/."), to("/\u00ff"))).isFalse();
    }

    @Test
    void anyLineOfAHeaderMaySatisfyAndLinesAreNotJoined() {
        TestRequest both = to("/").with("x", "a").with("x", "b");
        assertThat(matches(header("x", equalTo("b")), both)).isTrue();
        assertThat(matches(header("x", equalTo("a,b")), both)).isFalse();
        assertThat(matches(without("x", equalTo("b")), both)).isFalse();
        assertThat(matches(without("x", equalTo("c")), both)).isTrue();
    }

    @Test
    void headerNamesAreComparedWithoutCaseAndValuesWith() {
        assertThat(matches(header("X-User", equalTo("Ann")), to("/").with("x-user", "Ann")))
                .isTrue();
        assertThat(matches(header("x-user", equalTo("Ann")), to("/").with("x-user", "ann")))
                .isFalse();
    }

    @Test
    void presenceTakesAnEmptyValueAndExactEmptyNeedsTheHeader() {
        assertThat(matches(header("x", PRESENT), to("/").with("x", ""))).isTrue();
        assertThat(matches(header("x", PRESENT), to("/"))).isFalse();
        assertThat(matches(header("x", equalTo("")), to("/").with("x", ""))).isTrue();
        assertThat(matches(header("x", equalTo("")), to("/"))).isFalse();
    }

    @Test
    void anInvertedTestTakesAMissingHeaderForAnEmptyValue() {
        assertThat(matches(without("x", equalTo("a")), to("/"))).isTrue();
        assertThat(matches(without("x", equalTo("")), to("/"))).isFalse();
        assertThat(matches(without("x", like(".*")), to("/"))).isFalse();
        assertThat(matches(without("x", like("a+")), to("/"))).isTrue();
        assertThat(matches(without("x", like("a*")), to("/").with("x", "b"))).isTrue();
        assertThat(matches(without("x", PRESENT), to("/"))).isTrue();
        assertThat(matches(without("x", PRESENT), to("/").with("x", ""))).isFalse();
    }

    @Test
    void theAuthorityIsSeenWithItsPortUnderBothItsNames() {
        TestRequest request = get("a.example.com:8080", "/").with("host", "other");
        for (String name : List.of(":authority", "host")) {
            assertThat(matches(header(name, equalTo("a.example.com:8080")), request))
                    .isTrue();
            assertThat(matches(header(name, equalTo("a.example.com")), request)).isFalse();
        }
    }

    @Test
    void methodSchemeAndWholeTargetAreHeadersToo() {
        assertThat(matches(header(":method", like("PUT|PATCH")), to("/").method("PATCH")))
                .isTrue();
        assertThat(matches(header(":method", equalTo("get")), to("/"))).isFalse();
        assertThat(matches(header(":scheme", equalTo("https")), to("/").https()))
                .isTrue();
        assertThat(matches(header(":scheme", equalTo("http")), to("/").https())).isFalse();
        assertThat(matches(header(":path", equalTo("/a?b")), to("/a?b"))).isTrue();
        assertThat(matches(without(":method", equalTo("GET")), to("/"))).isFalse();
        assertThat(matches(header(":method", PRESENT), to("/"))).isTrue();
        assertThat(matches(without(":method", PRESENT), to("/"))).isFalse();
    }

    @Test
    void headersNamedLikeMatchFieldsAreOrdinaryHeaders() {
        assertThat(matches(header("method", equalTo("GET")), to("/"))).isFalse();
        assertThat(matches(header("method", equalTo("GET")), to("/").with("method", "GET")))
                .isTrue();
        assertThat(matches(header(":status", PRESENT), to("/"))).isFalse();
    }

    @Test
    void onlyTheFirstQueryParameterOfANameCountsAndNothingIsDecoded() {
        assertThat(matches(query("a", equalTo("1")), to("/?a=1&a=2"))).isTrue();
        assertThat(matches(query("a", equalTo("2")), to("/?a=1&a=2"))).isFalse();
        assertThat(matches(query("a", equalTo("b c")), to("/?a=b%20c"))).isFalse();
        assertThat(matches(query("a", equalTo("b%20c")), to("/?a=b%20c"))).isTrue();
        assertThat(matches(query("a b", equalTo("1")), to("/?a%20b=1"))).isFalse();
        assertThat(matches(query("a", equalTo("=")), to("/?a=="))).isTrue();
        assertThat(matches(query("A", PRESENT), to("/?a=1"))).isFalse();
    }

    @Test
    void aQueryParameterWithoutAValueHasAnEmptyOne() {
        for (String target : List.of("/?e", "/?e=", "/?x&e", "/?e&x=1", "/?&e&")) {
            assertThat(matches(query("e", equalTo("")), to(target))).as(target).isTrue();
            assertThat(matches(query("e", PRESENT), to(target))).as(target).isTrue();
        }
        for (String target : List.of("/", "/?", "/e", "/?ee", "/?x=e", "/?E", "/?&")) {
            assertThat(matches(query("e", PRESENT), to(target))).as(target).isFalse();
        }
    }

    @Test
    void allConditionsMustHold() {
        RouteMatch match = new RouteMatch(
                new PathMatcher.Prefix("/a", false),
                List.of(new HeaderMatcher("x", equalTo("1"), false), new HeaderMatcher("y", PRESENT, true)),
                List.of(new QueryMatcher("q", like("[0-9]+"))));
        TestRequest good = to("/a?q=7").with("x", "1");
        assertThat(matches(match, good)).isTrue();
        assertThat(matches(match, good.with("y", ""))).isFalse();
        assertThat(matches(match, to("/a?q=7"))).isFalse();
        assertThat(matches(match, to("/a?q=x").with("x", "1"))).isFalse();
        assertThat(matches(match, to("/b?q=7").with("x", "1"))).isFalse();
    }

    @Test
    void anExplanationTellsWhatBecameOfEachCondition() {
        PathMatcher path = new PathMatcher.Prefix("/a", false);
        HeaderMatcher header = new HeaderMatcher("x", equalTo("1"), false);
        QueryMatcher query = new QueryMatcher("q", PRESENT);
        RouteMatcher matcher = RouteMatcher.of(new RouteMatch(path, List.of(header), List.of(query)));
        assertThat(matcher.explain(to("/a?q").view()))
                .containsExactly(
                        new RouteMatcher.Outcome(path, true),
                        new RouteMatcher.Outcome(header, false),
                        new RouteMatcher.Outcome(query, true));
    }

    @Test
    void aPatternThatIsNotRe2IsRefusedWithItsText() {
        assertThatThrownBy(() -> index(regex("/(?=x)")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/(?=x)");
    }
}
