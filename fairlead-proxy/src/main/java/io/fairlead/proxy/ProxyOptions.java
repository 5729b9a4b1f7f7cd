package io.fairlead.proxy;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.listen.ProxyTimeouts;
import io.fairlead.proxy.observe.AccessLogOptions;
import io.fairlead.proxy.observe.Ticker;
import io.fairlead.proxy.observe.WorkloadLabels;
import io.fairlead.proxy.tls.TlsOptions;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy is started with.
 *
 * @param concurrency how many event loops serve traffic, at least 1
 * @param source the workload that this proxy is, as metrics name it
 * @param accessLog null for no access log
 * @param maxConnections how many clients may be connected at once; more are closed as they come
 */
public record ProxyOptions(
        int concurrency,
        WorkloadLabels source,
        @Nullable AccessLogOptions accessLog,
        HttpLimits limits,
        ProxyTimeouts timeouts,
        int maxConnections,
        TlsOptions tls,
        Ticker ticker,
        InstantSource clock) {
    /** How many clients may be connected at once unless told otherwise. */
    public static final int DEFAULT_MAX_CONNECTIONS = 100_000;

    /** Checks the ranges. */
    public ProxyOptions {
        if (concurrency < 1 || maxConnections < 1) {
            throw new IllegalArgumentException(
                    "out of range: concurrency " + concurrency + ", maxConnections " + maxConnections);
        }
    }

    /** The defaults, for {@code concurrency} event loops. */
    public static ProxyOptions of(int concurrency) {
        return new ProxyOptions(
                concurrency,
                WorkloadLabels.UNKNOWN,
                null,
                HttpLimits.DEFAULT,
                ProxyTimeouts.DEFAULT,
                DEFAULT_MAX_CONNECTIONS,
                TlsOptions.standard(),
                Ticker.system(),
                InstantSource.system());
    }

    /** These options for another workload. */
    public ProxyOptions withSource(WorkloadLabels newSource) {
        return new ProxyOptions(
                concurrency, newSource, accessLog, limits, timeouts, maxConnections, tls, ticker, clock);
    }

    /** These options with another access log, null for none. */
    public ProxyOptions withAccessLog(@Nullable AccessLogOptions newAccessLog) {
        return new ProxyOptions(
                concurrency, source, newAccessLog, limits, timeouts, maxConnections, tls, ticker, clock);
    }

    /** These options with other timeouts. */
    public ProxyOptions withTimeouts(ProxyTimeouts newTimeouts) {
        return new ProxyOptions(
                concurrency, source, accessLog, limits, newTimeouts, maxConnections, tls, ticker, clock);
    }

    /** These options with another way of doing TLS. */
    public ProxyOptions withTls(TlsOptions newTls) {
        return new ProxyOptions(
                concurrency, source, accessLog, limits, timeouts, maxConnections, newTls, ticker, clock);
    }
}
