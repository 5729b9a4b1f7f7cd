package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.fairlead.proxy.observe.ByteScratch;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.PathRewrite;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PathRewriterTest {
    @Test
    void aPrefixIsReplacedAsText() {
        assertThat(prefix("/old", "/new", "/old/x?y=1")).isEqualTo("/new/x?y=1");
        assertThat(prefix("/foo", "/bar", "/foobar")).isEqualTo("/barbar");
        assertThat(prefix("/foo", "/", "/foo/x")).isEqualTo("//x");
        assertThat(prefix("/foo/", "/", "/foo/x")).isEqualTo("/x");
        assertThat(prefix("/", "/v1", "/bar")).isEqualTo("/v1bar");
    }

    @Test
    void anExactOrRegexMatchIsReplacedWhole() {
        PathRewrite rewrite = new PathRewrite.Prefix("/uno");

        assertThat(rewritten(PathRewriter.of(rewrite, new PathMatcher.Exact("/one", false)), "/one?a=b&c=d"))
                .isEqualTo("/uno?a=b&c=d");
        assertThat(rewritten(PathRewriter.of(rewrite, new PathMatcher.Regex("/r/[a-z]+/x")), "/r/abc/x?z"))
                .isEqualTo("/uno?z");
    }

    @Test
    void everyMatchOfAPatternIsReplacedButNotInTheQuery() {
        assertThat(regex("a", "X", "/all/banana?a=a")).isEqualTo("/Xll/bXnXnX?a=a");
        assertThat(regex("^/cap/([^/]+)/([^/]+)", "/\\2/\\1", "/cap/one/two")).isEqualTo("/two/one");
        assertThat(regex("^/cap/([^/]+)/([^/]+)", "/\\2/\\1", "/cap/one/two/three"))
                .isEqualTo("/two/one/three");
        assertThat(regex("/whole/(.*)", "/w-\\0-\\1", "/whole/x/y?q=whole")).isEqualTo("/w-/whole/x/y-x/y?q=whole");
        assertThat(regex("^/zzz", "/never", "/anchored/x")).isEqualTo("/anchored/x");
        assertThat(regex("/dollar/(.*)", "/$1/\\1", "/dollar/x")).isEqualTo("/$1/x");
    }

    @Test
    void emptyMatchesCountOnceBetweenCharactersAndNotBehindAMatch() {
        // As RE2::GlobalReplace has them; java.util.regex differs in the second.
        assertThat(regex("b*", "bb", "ababab")).isEqualTo("bbabbabbabb");
        assertThat(regex("a*", "X", "/baac")).isEqualTo("X/XbXcX");
        assertThat(regex("", "-", "/ab")).isEqualTo("-/-a-b-");
        assertThat(regex("$", "!", "/ab?q")).isEqualTo("/ab!?q");
        assertThat(regex("(?:^|b)", "<\\0>", "/bb")).isEqualTo("<>/<b><b>");
        assertThat(regex("x?", "-", "/\u00fc")).isEqualTo("-/-\u00fc-");
    }

    @Test
    void aSubstitutionMayHoldBackslashesAndGroupsThatMatchedNothing() {
        assertThat(regex("(a)|(b)", "[\\1\\2\\9]\\\\", "/ab")).isEqualTo("/[a]\\[b]\\");
        assertThat(regex("a", "x\\", "/a")).isEqualTo("/x\\");
    }

    @Test
    void bytesThatAreNotUtf8AreKept() {
        ByteScratch out = new ByteScratch();
        byte[] path = {'/', (byte) 0xFF, 'a', (byte) 0xC3};

        new RegexReplacement("a|x*", "-").append(path, 0, path.length, out);

        assertThat(out).hasToString("-/-\u00ff-\u00c3-");
    }

    @Test
    void anEmptyPathBecomesTheRoot() {
        assertThat(regex(".*", "", "/a?q")).isEqualTo("/?q");
        assertThat(rewritten(PathRewriter.of(new PathRewrite.Prefix(""), new PathMatcher.Exact("/a", false)), "/a"))
                .isEqualTo("/");
    }

    private record Case(String pattern, String text) {}

    @Test
    void nonEmptyMatchesAreReplacedAsRe2jReplacesThem() {
        Gen<String> patterns =
                Gen.of("a", "a+", "[ab]+", "(a)(b)?", "^/a", "b$", "/", "a|bb", "(a|b)/", "\\bab", ".", "a.b");
        Gen<Case> cases = Gen.combine(patterns, Gen.strings("/ab", 1, 12), Case::new);

        Property.of(cases).cases(500).check(sample -> {
            String expected =
                    Pattern.compile(sample.pattern()).matcher(sample.text()).replaceAll("<$0>");
            assertThat(regex(sample.pattern(), "<\\0>", sample.text())).isEqualTo(expected);
        });
    }

    @Test
    void possiblyEmptyMatchesAreReplacedAsTheDefinitionSays() {
        Gen<String> patterns = Gen.of("a*", "b?", "(a|b)*", "", "^", "$", "a*?", "\\b", "(ab)*");
        Gen<Case> cases = Gen.combine(patterns, Gen.strings("/ab", 1, 10), Case::new);

        Property.of(cases)
                .cases(500)
                .check(sample -> assertThat(regex(sample.pattern(), "<\\0>", sample.text()))
                        .isEqualTo(globalReplace(sample.pattern(), sample.text())));
    }

    /** The definition of RE2's global replacement, on strings: at each place the leftmost match, none empty behind another. */
    private static String globalReplace(String pattern, String text) {
        StringBuilder out = new StringBuilder();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        int lastEnd = -1;
        int at = 0;
        while (at <= text.length()) {
            if (!matcher.find(at)) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, matcher.start());
            if (matcher.end() == matcher.start() && matcher.start() == lastEnd) {
                out.append(text, at, Math.min(at + 1, text.length()));
                at++;
            } else {
                out.append('<').append(matcher.group()).append('>');
                at = matcher.end();
                lastEnd = at;
            }
        }
        return out.toString();
    }

    private static String prefix(String matched, String replacement, String target) {
        return rewritten(
                PathRewriter.of(new PathRewrite.Prefix(replacement), new PathMatcher.Prefix(matched, false)), target);
    }

    private static String regex(String pattern, String substitution, String target) {
        return rewritten(PathRewriter.of(new PathRewrite.Regex(pattern, substitution), PathMatcher.ANY), target);
    }

    private static String rewritten(PathRewriter rewriter, String target) {
        ByteScratch out = new ByteScratch();
        out.append("kept");
        String wire = new String(target.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        rewriter.append(Messages.request("GET", "h", wire), out);
        String result = new String(out.array(), 0, out.size(), StandardCharsets.UTF_8);
        assertThat(result).startsWith("kept");
        return result.substring("kept".length());
    }
}
