package io.fairlead.routing.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Table, trie and scanner against the obvious loop over all keys. */
class ByteLookupTest {
    private final long seed = Long.getLong("fairlead.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    private String text(int maxLength) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxLength + 1); i > 0; i--) {
            text.append("abAB/9".charAt(random.nextInt(random.nextBoolean() ? 2 : 6)));
        }
        return text.toString();
    }

    private List<String> keys(AsciiCase letters) {
        Set<String> keys = new LinkedHashSet<>();
        for (int i = random.nextInt(60); i > 0; i--) {
            String key = "a" + text(random.nextInt(4) == 0 ? 20 : 4);
            keys.add(letters == AsciiCase.FOLDED ? key.toLowerCase(Locale.ROOT) : key);
        }
        return new ArrayList<>(keys);
    }

    private static List<byte[]> bytes(List<String> keys) {
        return keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static Set<String> all(List<String> keys, Predicate<String> related) {
        Set<String> found = new TreeSet<>(keys);
        found.removeIf(related.negate());
        return found;
    }

    private Set<String> byTrie(List<String> keys, ByteTrie trie, byte[] padded) {
        Set<String> found = new TreeSet<>();
        for (int key = trie.longest(padded, 1, padded.length - 1); key >= 0; key = trie.shorter(key)) {
            found.add(keys.get(key));
        }
        return found;
    }

    private static Set<String> byScanner(List<String> keys, FactorScanner scanner, byte[] padded) {
        Set<String> found = new TreeSet<>();
        int state = FactorScanner.START;
        for (int i = 1; i < padded.length - 1; i++) {
            state = scanner.next(state, padded[i]);
            for (int key = scanner.key(state); key >= 0; key = scanner.shorter(key)) {
                found.add(keys.get(key));
            }
        }
        return found;
    }

    @Test
    void theyFindWhatALoopOverAllKeysFinds() {
        int found = 0;
        for (int i = 0; i < 2_000; i++) {
            AsciiCase letters = random.nextBoolean() ? AsciiCase.FOLDED : AsciiCase.SENSITIVE;
            List<String> keys = keys(letters);
            ByteTable table = new ByteTable(bytes(keys), letters);
            ByteTrie prefixes = new ByteTrie(bytes(keys), ByteTrie.Reading.FORWARD, letters);
            ByteTrie suffixes = new ByteTrie(bytes(keys), ByteTrie.Reading.BACKWARD, letters);
            FactorScanner factors = new FactorScanner(bytes(keys), letters);
            for (int j = 0; j < 10; j++) {
                String text = !keys.isEmpty() && random.nextBoolean()
                        ? text(2) + keys.get(random.nextInt(keys.size())) + text(2)
                        : "a" + text(12);
                String seen = letters == AsciiCase.FOLDED ? text.toLowerCase(Locale.ROOT) : text;
                byte[] padded = ("a" + text + "a").getBytes(StandardCharsets.UTF_8);
                String what = keys + " in " + text + " -Dfairlead.seed=" + seed;
                assertThat(table.find(padded, 1, padded.length - 1)).as(what).isEqualTo(keys.indexOf(seen));
                assertThat(byTrie(keys, prefixes, padded)).as(what).isEqualTo(all(keys, seen::startsWith));
                assertThat(byTrie(keys, suffixes, padded)).as(what).isEqualTo(all(keys, seen::endsWith));
                assertThat(byScanner(keys, factors, padded)).as(what).isEqualTo(all(keys, seen::contains));
                found += all(keys, seen::contains).size();
            }
        }
        assertThat(found).isGreaterThan(10_000);
    }

    @Test
    void keysThatDifferInTheirLastDigitsSpreadOverTheTable() {
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            keys.add(("model-" + i).getBytes(StandardCharsets.UTF_8));
        }
        // With a random hash, half full (Knuth, linear probing: (1 + 1 / (1 - 1/2)) / 2).
        double expected = 1.5;
        assertThat(new ByteTable(keys, AsciiCase.SENSITIVE).meanProbes()).isLessThan(expected);
        assertThat(new ByteTable(keys, AsciiCase.FOLDED).meanProbes()).isLessThan(expected);
    }
}
