package io.fairlead.testkit.property;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The stream of numbers that generators draw from, and the record of what they drew.
 *
 * <p>A generated value is a function of the numbers drawn for it, and a smaller number always means a simpler value. So
 * a failing value is made smaller by editing its recorded numbers and generating again; generators need no shrinking
 * code of their own, however they are combined. A replay that runs out of numbers goes on with zeros.
 *
 * <p>Not thread-safe: one instance serves one value.
 */
public final class Choices {
    /** One number in so many is the largest or the smallest of its range, where most mistakes are. */
    private static final int EDGE_ONE_IN = 12;

    private final @Nullable RandomGenerator random;
    private final List<Long> replay;
    private final List<Long> drawn = new ArrayList<>();

    private Choices(@Nullable RandomGenerator random, List<Long> replay) {
        this.random = random;
        this.replay = replay;
    }

    /** Draws from a source of random numbers. */
    static Choices from(RandomGenerator random) {
        return new Choices(random, List.of());
    }

    /** Draws the given numbers again, cut down to the ranges asked for. */
    static Choices replay(List<Long> numbers) {
        return new Choices(null, numbers);
    }

    /** What was drawn so far, in order. */
    List<Long> drawn() {
        return List.copyOf(drawn);
    }

    /**
     * A number from 0 to {@code max}, both included, each equally likely.
     *
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public long upTo(long max) {
        if (max < 0) {
            throw new IllegalArgumentException("max is negative: " + max);
        }
        long number;
        if (random == null) {
            number = drawn.size() < replay.size() ? Math.min(replay.get(drawn.size()), max) : 0;
        } else {
            number = max == Long.MAX_VALUE ? random.nextLong() & max : random.nextLong(max + 1);
        }
        drawn.add(number);
        return number;
    }

    /** Like {@link #upTo}, but 0 and {@code max} themselves come up clearly more often. */
    public long upToWithEdges(long max) {
        if (random != null && max > 0) {
            int dice = random.nextInt(2 * EDGE_ONE_IN);
            if (dice < 2) {
                long edge = dice == 0 ? 0 : max;
                drawn.add(edge);
                return edge;
            }
        }
        return upTo(max);
    }
}
