package io.fairlead.routing.match;

import io.fairlead.routing.StringMatcher;

/** A {@link StringMatcher} made ready for bytes. Immutable; any thread. */
public final class ValueMatcher {
    private final ValueTest test;

    private ValueMatcher(ValueTest test) {
        this.test = test;
    }

    /** The matcher made ready. */
    public static ValueMatcher of(StringMatcher matcher) {
        return new ValueMatcher(ValueTest.of(matcher));
    }

    /** Whether the bytes {@code from..to}, half open, satisfy it. */
    public boolean matches(byte[] bytes, int from, int to) {
        return test.test(bytes, from, to);
    }
}
