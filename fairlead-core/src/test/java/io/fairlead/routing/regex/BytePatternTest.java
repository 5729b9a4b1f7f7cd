package io.fairlead.routing.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tables against RE2/J, and what RE2 does with bytes that RE2/J cannot be asked about. */
class BytePatternTest {
    private static boolean matches(String pattern, byte... bytes) {
        return BytePattern.compile(pattern).matches(bytes, 0, bytes.length);
    }

    private static boolean matches(String pattern, String text) {
        return matches(pattern, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void patternsOfRealRoutesAreTablesAndMatchWholeTexts() {
        List<List<String>> cases = List.of(
                List.of("/r/.*", "/r/", "/r"),
                List.of("/v[0-9]+/model7", "/v12/model7", "/v12/model77"),
                List.of("/item/[^/]+/x", "/item/\u00e9-1/x", "/item/a/b/x"),
                List.of("^(.*?;)?([ ]*)?(user=jason)(;.*)?$", "a=b; user=jason;c", "a=b user=jason"),
                List.of(".*Firefox/[0-9]+.*", "Mozilla Firefox/12 x", "Mozilla Firefox/"),
                List.of("(?i)/flag/\\w+", "/FLAG/a_1", "/flag/"),
                List.of("/cls/\\d{2,3}-[[:alpha:]]+", "/cls/123-ab", "/cls/1234-ab"),
                List.of("https://[a-z]+[.]rx[.]test", "https://a.rx.test", "https://a.rxxtest"),
                List.of("/dot/a\\.b", "/dot/a.b", "/dot/axb"),
                List.of("PUT|PATCH", "PATCH", "PUTPATCH"),
                List.of("/(?P<v>a|(?-i:B))?", "/B", "/b"));
        for (List<String> one : cases) {
            assertThat(BytePattern.compile(one.get(0)).isTable()).as(one.get(0)).isTrue();
            assertThat(matches(one.get(0), one.get(1))).as(one.get(0)).isTrue();
            assertThat(matches(one.get(0), one.get(2))).as(one.get(0)).isFalse();
        }
    }

    @Test
    void whatNoTableIsMadeOfIsLeftToRe2() {
        for (String pattern : List.of("\\bab\\b", "(?m)^ab$", "\\p{Greek}*ab", "\\Qab\\E", "(?i)\u00e9?ab")) {
            assertThat(BytePattern.compile(pattern).isTable()).as(pattern).isFalse();
            assertThat(matches(pattern, "ab")).as(pattern).isTrue();
            assertThat(matches(pattern, "abc")).as(pattern).isFalse();
            assertThat(matches(pattern, bytes('a', 'b', 0xff))).as(pattern).isFalse();
        }
    }

    @Test
    void aTableThatWouldGrowTooLargeIsNotBuilt() {
        String explosive = "(a|b)*a(a|b){14}";
        assertThat(BytePattern.compile(explosive).isTable()).isFalse();
        assertThat(matches(explosive, "b" + "a".repeat(15))).isTrue();
        assertThat(matches(explosive, "b".repeat(16))).isFalse();
        assertThat(BytePattern.compile("((a{0,99}){0,99}){0,99}|x").isTable()).isFalse();
    }

    @Test
    void bytesThatAreNotUtf8MatchNothing() {
        for (byte[] bad : List.of(bytes(0xff), bytes(0x80), bytes(0xc3), bytes(0xc1, 0x81), bytes(0xe2, 0x82))) {
            for (String pattern : List.of(".*", "[^a]+", "(?s:.)", "\\D*", "[^\u00e9]*")) {
                assertThat(matches(pattern, bad)).as(pattern).isFalse();
            }
        }
        assertThat(matches("[^\u00e9]", bytes(0xc3, 0xa9))).isFalse();
        assertThat(matches("[^\u00e9]", bytes(0xc3, 0xa8))).isTrue();
        // As RE2's own shortcut for "everything beyond ASCII" has it.
        assertThat(matches("(?s).", bytes(0xed, 0xa0, 0x80))).isTrue();
    }

    @Test
    void foldingKnowsTheRelativesOfKAndSBeyondAscii() {
        assertThat(matches("(?i)ks", "\u212a\u017f")).isTrue();
        assertThat(matches("(?i)[^k]", "\u212a")).isFalse();
        assertThat(matches("(?i)[a-l]", "\u212a")).isTrue();
        assertThat(matches("(?i)\\w", "\u017f")).isTrue();
        assertThat(matches("(?i)\\W", "\u017f")).isFalse();
    }

    @Test
    void onlyTheGivenRangeIsLookedAt() {
        byte[] text = "xx/v1xx".getBytes(StandardCharsets.UTF_8);
        assertThat(BytePattern.compile("/v1").matches(text, 2, 5)).isTrue();
        assertThat(BytePattern.compile("/v1x").matches(text, 2, 5)).isFalse();
        assertThat(BytePattern.compile("").matches(text, 2, 2)).isTrue();
    }

    @Test
    void aPatternThatIsNotRe2IsRefused() {
        for (String pattern : List.of("(", "a**", "(?=a)", "\\1", "[b-a]", "x{1001}")) {
            assertThatThrownBy(() -> BytePattern.compile(pattern))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(pattern);
        }
    }

    @Test
    void literalsTellWhatEveryMatchHolds() {
        PatternLiterals literals =
                BytePattern.compile("/v[0-9]+/model7/.*x(a|b)").literals();
        assertThat(literals.whole()).isEmpty();
        assertThat(literals.prefixes()).containsExactly("/v");
        assertThat(literals.suffixes()).containsExactlyInAnyOrder("xa", "xb");
        assertThat(literals.factors()).contains(Set.of("/v"), Set.of("/model7/"), Set.of("xa", "xb"));
        assertThat(BytePattern.compile("(ab)+c").literals().prefixes()).containsExactly("ab");
        assertThat(BytePattern.compile("(ab)+c").literals().suffixes()).containsExactly("abc");
        assertThat(BytePattern.compile("a?b*").literals()).isEqualTo(PatternLiterals.NONE);
        assertThat(BytePattern.compile("PUT|PATCH").literals().whole()).containsExactlyInAnyOrder("PUT", "PATCH");
        assertThat(BytePattern.compile("/a/.*|/b/.*").literals().prefixes()).containsExactlyInAnyOrder("/a/", "/b/");
        PatternLiterals folded = BytePattern.compile("(?i)/K[^/]*x").literals();
        assertThat(folded.folded()).isTrue();
        assertThat(folded.prefixes()).containsExactlyInAnyOrder("/k", "/\u212a");
    }

    @Test
    void tablesAgreeWithRe2OnRandomPatternsAndTexts() {
        long seed = Long.getLong("fairlead.seed", new Random().nextLong());
        Random random = new Random(seed);
        int tables = 0;
        int matched = 0;
        for (int i = 0; i < 5_000; i++) {
            RandomPattern generated = new RandomPattern(random);
            String pattern = generated.pattern();
            BytePattern ours = BytePattern.compile(pattern);
            Pattern re2 = Pattern.compile(pattern);
            tables += ours.isTable() ? 1 : 0;
            for (int j = 0; j < 8; j++) {
                String text = generated.text();
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                boolean expected = re2.matches(text);
                String what = "pattern <" + pattern + "> text <" + text + "> -Dfairlead.seed=" + seed;
                assertThat(ours.matches(bytes, 0, bytes.length)).as(what).isEqualTo(expected);
                if (expected) {
                    matched++;
                    assertHolds(ours.literals(), text, what);
                }
            }
        }
        assertThat(tables).isGreaterThan(4_000);
        assertThat(matched).isGreaterThan(5_000);
    }

    /** What the literals promise is true of a text that matches. */
    private static void assertHolds(PatternLiterals literals, String text, String what) {
        String seen = literals.folded() ? lower(text) : text;
        assertThat(literals.whole().isEmpty() || literals.whole().contains(seen))
                .as(what)
                .isTrue();
        assertThat(literals.prefixes().isEmpty() || literals.prefixes().stream().anyMatch(seen::startsWith))
                .as(what)
                .isTrue();
        assertThat(literals.suffixes().isEmpty() || literals.suffixes().stream().anyMatch(seen::endsWith))
                .as(what)
                .isTrue();
        assertThat(literals.factors()).as(what).allMatch(set -> set.stream().anyMatch(seen::contains));
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder();
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }
}
