package io.fairlead.proxy.observe.metrics;

import io.fairlead.proxy.observe.Ticker;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The counters of things that come and go with the configuration, by key. Whoever counts holds its entry; an entry that
 * nobody has held for {@link #RETENTION_NANOS} is forgotten at the next scrape, whole, so that a counter that is shown never
 * goes backwards. If the thing comes back later, it starts at 0, as after a restart. Any thread; never on the request path.
 */
final class HeldSeries<K, S> {
    /** How long counters are shown after the last holder let go: long enough for scrapes and for requests still under way. */
    static final long RETENTION_NANOS = 3_600_000_000_000L;

    /** How many entries there may be. What comes after that is counted under the key of the overflow. */
    static final int MAX_ENTRIES = 10_000;

    private final ConcurrentHashMap<K, Held<S>> entries = new ConcurrentHashMap<>();
    private final Function<K, S> creator;
    private final K overflow;
    private final Ticker ticker;

    /** An entry; its fields but {@code series} are only touched under the map's lock for its key. */
    private static final class Held<S> {
        private final S series;
        private long holders;
        private long releasedNanos;

        Held(S series) {
            this.series = series;
        }
    }

    /** Makes a registry whose {@code overflow} entry always exists. */
    HeldSeries(Function<K, S> creator, K overflow, Ticker ticker) {
        this.creator = creator;
        this.overflow = overflow;
        this.ticker = ticker;
        acquire(overflow);
    }

    /** The entry with a key, which is made if it does not exist; to be released once. */
    S acquire(K key) {
        K wanted = entries.size() >= MAX_ENTRIES && !entries.containsKey(key) ? overflow : key;
        return entries.compute(wanted, (ignored, known) -> {
                    Held<S> held = known == null ? new Held<>(creator.apply(wanted)) : known;
                    held.holders++;
                    return held;
                })
                .series;
    }

    /** Lets an entry go that {@link #acquire} gave, by the key that it has. */
    void release(K key) {
        entries.computeIfPresent(key, (ignored, held) -> {
            held.holders--;
            held.releasedNanos = ticker.nanos();
            return held;
        });
    }

    /** All entries, after those have been forgotten that nobody has held for long. */
    Collection<S> collect() {
        long now = ticker.nanos();
        for (K key : entries.keySet()) {
            entries.computeIfPresent(
                    key,
                    (ignored, held) -> held.holders <= 0 && now - held.releasedNanos >= RETENTION_NANOS ? null : held);
        }
        return entries.values().stream().map(held -> held.series).toList();
    }
}
