package io.fairlead.proxy.filter;

import java.util.Map;

/** Response status codes that a route replaces: the {@code fairlead.io/response-status} annotation. Immutable. */
public final class ResponseStatusMapping {
    /** Replaces nothing. */
    public static final ResponseStatusMapping NONE = new ResponseStatusMapping(new short[0]);

    private static final int LIMIT = 1000;

    private final short[] codes;

    private ResponseStatusMapping(short[] codes) {
        this.codes = codes;
    }

    /**
     * Compiles the table of a route.
     *
     * @throws IllegalArgumentException if a code is not in 100..999
     */
    public static ResponseStatusMapping of(Map<Integer, Integer> replacements) {
        if (replacements.isEmpty()) {
            return NONE;
        }
        short[] codes = new short[LIMIT];
        replacements.forEach((from, to) -> {
            if (from < 100 || from >= LIMIT || to < 100 || to >= LIMIT) {
                throw new IllegalArgumentException("status codes must be in 100..999: " + from + " -> " + to);
            }
            codes[from] = to.shortValue();
        });
        return new ResponseStatusMapping(codes);
    }

    /** The code to send for {@code status}. */
    public int map(int status) {
        return status >= 0 && status < codes.length && codes[status] != 0 ? codes[status] : status;
    }
}
