package io.fairlead.testkit.property;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A statement that should hold for every generated value.
 *
 * <p>{@code Property.of(gen).cases(500).check(value -> assertThat(...))} tries that many values. Runs are repeatable:
 * they begin at a fixed seed unless the system property {@value #SEED} names another number, or {@code random}. When a
 * case fails, the value is made as small as the failure allows, and the error names the seed which makes that case the
 * first one of a run. The system property {@value #CASES} overrides the number of cases.
 *
 * @param <T> the type of the values
 */
public final class Property<T> {
    /** Name of the system property with the seed: a number, or {@code random}. */
    public static final String SEED = "fairlead.property.seed";

    /** Name of the system property with the number of cases. */
    public static final String CASES = "fairlead.property.cases";

    private static final long FIXED_SEED = 20_240_229;
    private static final long STEP = 0x9E3779B97F4A7C15L;
    private static final int DEFAULT_CASES = 200;
    private static final int MAX_SHRINK_RUNS = 3_000;
    private static final int MAX_DISCARDED_PER_CASE = 10;

    private final Gen<T> gen;
    private final int cases;
    private final long seed;

    private Property(Gen<T> gen, int cases, long seed) {
        this.gen = gen;
        this.cases = cases;
        this.seed = seed;
    }

    /** What is checked for each value; throwing anything is a failure. */
    @FunctionalInterface
    public interface Check<T> {
        /** Throws if the value breaks the property, {@link DiscardedCase} if it proves nothing. */
        void accept(T value) throws Exception;
    }

    private record Failure<T>(T value, List<Long> numbers, Throwable cause) {}

    /** A property of the values of a generator. */
    public static <T> Property<T> of(Gen<T> gen) {
        return new Property<>(gen, Integer.getInteger(CASES, DEFAULT_CASES), configuredSeed());
    }

    /** The same property, tried on this many values unless {@value #CASES} says otherwise. */
    public Property<T> cases(int count) {
        return new Property<>(gen, Integer.getInteger(CASES, count), seed);
    }

    /** The same property from another seed, whatever {@value #SEED} says. */
    public Property<T> seed(long number) {
        return new Property<>(gen, cases, number);
    }

    /**
     * Tries the property.
     *
     * @throws AssertionError with the seed, the smallest value found and the cause, if it does not hold
     * @throws IllegalStateException if most cases are discarded
     */
    public void check(Check<? super T> check) {
        int tried = 0;
        int discarded = 0;
        for (long caseSeed = seed; tried < cases; caseSeed += STEP) {
            Choices choices = Choices.from(new SplittableRandom(caseSeed));
            try {
                Failure<T> failure = attempt(choices, check);
                tried++;
                if (failure != null) {
                    throw report(failure, shrink(failure, check), tried, caseSeed);
                }
            } catch (DiscardedCase e) {
                if (++discarded > cases * MAX_DISCARDED_PER_CASE) {
                    throw new IllegalStateException(discarded + " cases were discarded, " + tried + " tried", e);
                }
            }
        }
    }

    private static long configuredSeed() {
        String text = System.getProperty(SEED);
        if (text == null) {
            return FIXED_SEED;
        }
        return text.equals("random") ? new SplittableRandom().nextLong() : Long.parseLong(text);
    }

    private @Nullable Failure<T> attempt(Choices choices, Check<? super T> check) {
        T value = gen.draw(choices);
        try {
            check.accept(value);
            return null;
        } catch (DiscardedCase e) {
            throw e;
        } catch (Exception | AssertionError | StackOverflowError e) {
            return new Failure<>(value, choices.drawn(), e);
        }
    }

    private @Nullable Failure<T> attempt(List<Long> numbers, Check<? super T> check) {
        try {
            return attempt(Choices.replay(numbers), check);
        } catch (DiscardedCase e) {
            return null;
        }
    }

    /** Repeats the passes while one of them finds a smaller failure, within a bound of runs. */
    private Failure<T> shrink(Failure<T> first, Check<? super T> check) {
        Shrinker shrinker = new Shrinker(first, check);
        boolean smaller = true;
        while (smaller && shrinker.runs < MAX_SHRINK_RUNS) {
            smaller = shrinker.dropBlocks() || shrinker.lowerNumbers();
        }
        return shrinker.best;
    }

    private static AssertionError report(Failure<?> first, Failure<?> smallest, int number, long seed) {
        String message = "case " + number + " does not hold; run it again with -D" + SEED + "=" + seed
                + "\n  smallest: " + smallest.value() + "\n  first:    " + first.value() + "\n  cause:    "
                + smallest.cause();
        return new AssertionError(message, smallest.cause());
    }

    /** Looks for smaller numbers that fail too. */
    private final class Shrinker {
        private final Check<? super T> check;
        private Failure<T> best;
        private int runs;

        Shrinker(Failure<T> first, Check<? super T> check) {
            this.best = first;
            this.check = check;
        }

        private boolean improves(List<Long> numbers) {
            if (++runs > MAX_SHRINK_RUNS) {
                return false;
            }
            Failure<T> failure = attempt(numbers, check);
            if (failure == null || !simpler(failure.numbers(), best.numbers())) {
                return false;
            }
            best = failure;
            return true;
        }

        /** Shorter is simpler; of two that are equally long, the first smaller number decides. */
        private boolean simpler(List<Long> left, List<Long> right) {
            if (left.size() != right.size()) {
                return left.size() < right.size();
            }
            for (int i = 0; i < left.size(); i++) {
                int order = Long.compare(left.get(i), right.get(i));
                if (order != 0) {
                    return order < 0;
                }
            }
            return false;
        }

        /** Leaves out runs of numbers, long runs first: list elements go, whatever they consist of. */
        boolean dropBlocks() {
            boolean any = false;
            for (int size = Math.max(1, best.numbers().size() / 2); size >= 1; size = smallerBlock(size)) {
                for (int at = best.numbers().size() - size; at >= 0; at--) {
                    if (at + size <= best.numbers().size()) {
                        List<Long> shorter = new ArrayList<>(best.numbers());
                        shorter.subList(at, at + size).clear();
                        any |= improves(shorter);
                    }
                }
            }
            return any;
        }

        /** Halves while blocks are long, then counts down, as an element may take any small count of numbers. */
        private int smallerBlock(int size) {
            return size > 8 ? size / 2 : size - 1;
        }

        /** Lowers each number: to 0, else by halving the distance to the largest value that was seen to pass. */
        boolean lowerNumbers() {
            boolean any = false;
            for (int at = 0; at < best.numbers().size(); at++) {
                long passes = -1;
                while (at < best.numbers().size() && best.numbers().get(at) - 1 > passes) {
                    long now = best.numbers().get(at);
                    long middle = passes < 0 ? 0 : passes + (now - passes) / 2;
                    List<Long> lower = new ArrayList<>(best.numbers());
                    lower.set(at, middle);
                    if (improves(lower)) {
                        any = true;
                    } else {
                        passes = middle;
                    }
                }
            }
            return any;
        }
    }
}
