package io.fairlead.proxy.upstream;

import io.fairlead.proxy.observe.AddressText;
import io.fairlead.proxy.observe.metrics.DestinationSeries;
import io.fairlead.proxy.upstream.balance.Host;
import io.fairlead.routing.Endpoint;
import io.fairlead.routing.balance.XxHash64;

/** An address that requests of a cluster may go to, as the present configuration describes it. Any thread. */
public final class UpstreamEndpoint implements Host {
    private final Endpoint endpoint;
    private final AddressPool pool;
    private final AddressText address;
    private final DestinationSeries series;

    UpstreamEndpoint(Endpoint endpoint, AddressPool pool, AddressText address, DestinationSeries series) {
        this.endpoint = endpoint;
        this.pool = pool;
        this.address = address;
        this.series = series;
    }

    /** The endpoint as configured. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** The address that connections go to. */
    public AddressText address() {
        return address;
    }

    /** Counts a request that starts. */
    public void requestStarted() {
        pool.activeRequests().incrementAndGet();
    }

    /** Counts a request that ended. */
    public void requestEnded() {
        pool.activeRequests().decrementAndGet();
    }

    @Override
    public int weight() {
        return endpoint.weight();
    }

    @Override
    public int priority() {
        return endpoint.priority();
    }

    @Override
    public String locality() {
        return endpoint.locality();
    }

    @Override
    public long identity() {
        return XxHash64.hash(address.text());
    }

    @Override
    public long joinedNanos() {
        return pool.joinedNanos();
    }

    /** How many requests are in flight to this address, over all event loops. */
    @Override
    public int activeRequests() {
        return pool.activeRequests().get();
    }

    /** A request has a connection to it. */
    public void connected() {
        OutlierDetector detector = pool.detector();
        if (detector != null) {
            detector.connected(pool.health());
        }
    }

    /** It answered with this status. */
    public void responded(int status) {
        OutlierDetector detector = pool.detector();
        if (detector != null) {
            detector.responded(pool.health(), status);
        }
    }

    /** It did not answer, or not to the end; {@code status} is what the client gets for that. */
    public void failed(int status) {
        OutlierDetector detector = pool.detector();
        if (detector != null) {
            detector.failed(pool.health(), status);
        }
    }

    /** The counts of requests that went to it. */
    public DestinationSeries series() {
        return series;
    }

    @Override
    public boolean isSameAs(Host other) {
        return other instanceof UpstreamEndpoint that && pool == that.pool;
    }

    @Override
    public boolean isEjected() {
        return pool.health().isEjected();
    }

    AddressPool pool() {
        return pool;
    }
}
