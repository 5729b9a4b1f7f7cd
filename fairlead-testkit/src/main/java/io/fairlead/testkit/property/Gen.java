package io.fairlead.testkit.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes values of one type from {@link Choices}.
 *
 * <p>A generator is a pure function: the same numbers give the same value. Everything made by the factories here
 * becomes simpler as the numbers become smaller, which is all that shrinking needs.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Gen<T> {
    /** How often {@link #filter} tries before it gives up. */
    int MAX_FILTER_TRIES = 200;

    /** Makes one value. */
    T draw(Choices choices);

    /** The values of this generator, changed by a function. */
    default <R> Gen<R> map(Function<? super T, ? extends R> change) {
        return choices -> change.apply(draw(choices));
    }

    /** The values of the generator that a value of this one leads to. */
    default <R> Gen<R> flatMap(Function<? super T, ? extends Gen<? extends R>> next) {
        return choices -> next.apply(draw(choices)).draw(choices);
    }

    /**
     * The values of this generator that a predicate accepts.
     *
     * <p>Drawing throws {@link DiscardedCase} when {@value #MAX_FILTER_TRIES} values in a row are refused.
     */
    default Gen<T> filter(Predicate<? super T> accepted) {
        return choices -> {
            for (int i = 0; i < MAX_FILTER_TRIES; i++) {
                T value = draw(choices);
                if (accepted.test(value)) {
                    return value;
                }
            }
            throw new DiscardedCase("the filter refused " + MAX_FILTER_TRIES + " values in a row");
        };
    }

    /** Always the same value. */
    static <T> Gen<T> constant(T value) {
        return choices -> value;
    }

    /** False or true. */
    static Gen<Boolean> booleans() {
        return choices -> choices.upTo(1) == 1;
    }

    /** Whole numbers from {@code low} to {@code high}, both included; the simplest is the one nearest to 0. */
    static Gen<Integer> ints(int low, int high) {
        return longs(low, high).map(Math::toIntExact);
    }

    /** Whole numbers from {@code low} to {@code high}, both included; the simplest is the one nearest to 0. */
    static Gen<Long> longs(long low, long high) {
        if (low > high) {
            throw new IllegalArgumentException("empty range: " + low + " to " + high);
        }
        if (low >= 0) {
            return choices -> low + choices.upToWithEdges(high - low);
        }
        if (high < 0) {
            return choices -> high - choices.upToWithEdges(high - low);
        }
        return choices -> choices.upTo(1) == 0 ? choices.upToWithEdges(high) : -1 - choices.upToWithEdges(-(low + 1));
    }

    /** Strings of up to {@code maxLength} characters of an alphabet; its first character counts as the simplest. */
    static Gen<String> strings(String alphabet, int maxLength) {
        return strings(alphabet, 0, maxLength);
    }

    /** Strings of {@code minLength} to {@code maxLength} characters of an alphabet. */
    static Gen<String> strings(String alphabet, int minLength, int maxLength) {
        Gen<Integer> indexes = choices -> (int) choices.upTo(alphabet.length() - 1L);
        return lists(indexes, minLength, maxLength).map(list -> {
            StringBuilder text = new StringBuilder(list.size());
            list.forEach(index -> text.append(alphabet.charAt(index)));
            return text.toString();
        });
    }

    /** One of the given values, each equally likely; the first counts as the simplest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> Gen<T> of(T... values) {
        return of(List.of(values));
    }

    /** One of the given values, each equally likely; the first counts as the simplest. */
    static <T> Gen<T> of(List<? extends T> values) {
        List<T> copy = List.copyOf(values);
        return choices -> copy.get((int) choices.upTo(copy.size() - 1L));
    }

    /** A value of one of the given generators, each equally likely; the first counts as the simplest. */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> Gen<T> oneOf(Gen<? extends T>... generators) {
        Gen<Gen<? extends T>> which = of(List.of(generators));
        return which.flatMap(generator -> generator);
    }

    /** Lists of up to {@code maxSize} elements. */
    static <T> Gen<List<T>> lists(Gen<? extends T> elements, int maxSize) {
        return lists(elements, 0, maxSize);
    }

    /**
     * Lists of {@code minSize} to {@code maxSize} elements, unmodifiable.
     *
     * <p>Whether the list goes on is asked before each element, so that dropping the numbers of one element from the
     * record drops that element from the list.
     */
    static <T> Gen<List<T>> lists(Gen<? extends T> elements, int minSize, int maxSize) {
        if (minSize < 0 || minSize > maxSize) {
            throw new IllegalArgumentException("impossible size: " + minSize + " to " + maxSize);
        }
        // "Go on" has odds that make the mean size about half of what is possible.
        long goOn = Math.max(1, (maxSize - minSize) / 2);
        return choices -> {
            List<T> list = new ArrayList<>();
            while (list.size() < maxSize && (list.size() < minSize || choices.upTo(goOn) > 0)) {
                list.add(elements.draw(choices));
            }
            return List.copyOf(list);
        };
    }

    /** Maps of up to {@code maxSize} entries in the order drawn; a key drawn twice keeps its last value. */
    static <K, V> Gen<Map<K, V>> maps(Gen<? extends K> keys, Gen<? extends V> values, int maxSize) {
        Gen<Map.Entry<K, V>> entries = choices -> Map.entry(keys.draw(choices), values.draw(choices));
        return lists(entries, maxSize).map(list -> {
            Map<K, V> map = new LinkedHashMap<>();
            list.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
            return map;
        });
    }

    /** A value made of one value of each generator. */
    static <A, B, R> Gen<R> combine(Gen<A> first, Gen<B> second, BiFunction<? super A, ? super B, ? extends R> join) {
        return choices -> {
            A a = first.draw(choices);
            return join.apply(a, second.draw(choices));
        };
    }
}
