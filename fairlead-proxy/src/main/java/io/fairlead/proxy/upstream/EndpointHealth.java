package io.fairlead.proxy.upstream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What outlier detection knows of one address. The counts are exact over all event loops; a good response costs no write
 * unless an error came before it. Any thread counts; whether the address is ejected changes on the detector's thread only.
 */
final class EndpointHealth {
    private final AtomicLong serverErrors = new AtomicLong();
    private final AtomicLong gatewayErrors = new AtomicLong();
    private final AtomicLong localFailures = new AtomicLong();
    private volatile boolean ejected;
    private long ejectedAtNanos;
    private int ejections;

    /** How many errors with a status came in a row. */
    AtomicLong serverErrors() {
        return serverErrors;
    }

    /** How many errors of gateways came in a row. */
    AtomicLong gatewayErrors() {
        return gatewayErrors;
    }

    /** How many failures without a response came in a row. */
    AtomicLong localFailures() {
        return localFailures;
    }

    static void clear(AtomicLong count) {
        if (count.get() != 0) {
            count.set(0);
        }
    }

    void clearCounts() {
        clear(serverErrors);
        clear(gatewayErrors);
        clear(localFailures);
    }

    boolean isEjected() {
        return ejected;
    }

    void eject(long nowNanos) {
        ejected = true;
        ejectedAtNanos = nowNanos;
    }

    /** Takes the address in again. */
    void unEject() {
        ejected = false;
        clearCounts();
    }

    long ejectedAtNanos() {
        return ejectedAtNanos;
    }

    /** By how much the base ejection time is multiplied: grows with each ejection, shrinks with each interval without. */
    int ejections() {
        return ejections;
    }

    void ejections(int count) {
        ejections = count;
    }
}
