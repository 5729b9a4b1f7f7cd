package io.fairlead.routing.balance;

/**
 * The choice of one of several by a key, in proportion to weights: each of them draws a number that depends on the key and
 * on nothing but itself, and the best number wins.
 *
 * <p>This is rendezvous hashing, or "highest random weight". The number is the time after which the first event of a
 * Poisson process with the rate {@code weight} occurs: {@code -ln(u) / weight}, {@code u} being uniform in (0, 1]. The
 * earliest of such processes is each one's in proportion to its weight, exactly. And since nobody's time depends on others:
 * <ul>
 *   <li>when one comes, keys move to it and between no others; when one goes, only its keys move;
 *   <li>when a weight grows while others shrink or stay, its time gets earlier and the others' later: no key leaves it;
 *   <li>only proportions of weights count.
 * </ul>
 * A hash ring has none of this exactly: a weight is a whole number of points on it. The price is that all are looked at.
 */
public final class Rendezvous {
    private static final double UNIT = 0x1.0p-53;

    private Rendezvous() {}

    /** The draw of {@code who} for {@code key}: all 64 bits are even. Both are hashes, or numbers that tell them apart. */
    public static long draw(long key, long who) {
        return XxHash64.avalanche(XxHash64.avalanche(key + 0x9E3779B97F4A7C15L) + who * 0xBF58476D1CE4E5B9L);
    }

    /** The time that a draw means: the lowest wins. {@code weight} is more than zero. */
    public static double time(long draw, double weight) {
        return -Math.log(((draw >>> 11) + 1) * UNIT) / weight;
    }
}
