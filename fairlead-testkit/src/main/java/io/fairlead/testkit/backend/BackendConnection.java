package io.fairlead.testkit.backend;

/** A connection that a backend serves, on one thread, until either side is done with it. */
interface BackendConnection extends Runnable {
    /** Ends the connection from another thread. */
    void close();
}
