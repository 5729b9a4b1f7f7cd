package io.fairlead.proxy.upstream.balance;

/** An endpoint as far as its choice goes. Any thread. */
public interface Host {
    /** Its weight among others, 1 or more. */
    int weight();

    /** 0 is used first. */
    int priority();

    /** {@code region/zone/subzone}, "" if unknown. */
    String locality();

    /** A number that tells it from others, and is the same in every process. */
    long identity();

    /** How many requests are in flight to it. */
    int activeRequests();

    /** When it became one of the cluster's, in nanoseconds of the ticker. */
    long joinedNanos();

    /** Whether it is left out at present. */
    boolean isEjected();

    /** Whether both stand for one address. */
    boolean isSameAs(Host other);
}
