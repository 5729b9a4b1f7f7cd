package io.fairlead.proxy.http;

import io.fairlead.proxy.http.RetryRules.Failure;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The retries of one request: whether a try that failed is followed by another, how long to wait before it, and where it
 * goes. Each pause is drawn from zero up to an interval that begins at the policy's and doubles up to ten times of it, so
 * that the clients of a service that failed do not come back all at once. A retry counts against the limits of its cluster
 * from the begin of its pause until its response begins. Reused with its exchange. Event loop only.
 */
final class Retries {
    private static final int MAX_BACKOFF_FACTOR = 10;

    private final HttpExchange exchange;
    private final UpstreamRequest upstream;
    private final HttpWorker worker;
    private final RequestFacts info;
    private @Nullable RetryRules rules;
    private @Nullable UpstreamCluster cluster;
    private @Nullable ScheduledFuture<?> pause;
    private @Nullable ScheduledFuture<?> tryTimer;
    private boolean claimed;
    private int left;
    private long backoffNanos;

    Retries(HttpExchange exchange, UpstreamRequest upstream, HttpWorker worker, RequestFacts info) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.worker = worker;
        this.info = info;
    }

    /** Prepares for a request to {@code target}; null for one that is sent once only. */
    void begin(@Nullable RetryRules wanted, UpstreamCluster target) {
        rules = wanted;
        if (wanted != null) {
            cluster = target;
            wanted.prepare(upstream.selection());
            left = wanted.policy().attempts();
            backoffNanos = wanted.policy().backoff().toNanos();
        }
    }

    /** Whether this is not the first try. */
    boolean isRetried() {
        return upstream.selection().isRetry();
    }

    /** Begins the pause before another try if the response asks for one, and one is left. */
    boolean after(ResponseHead head) {
        RetryRules current = rules;
        return current != null && current.covers(head) && another(current);
    }

    /** Begins the pause before another try if a try that ended so asks for one, and one is left. */
    boolean after(Failure failure) {
        RetryRules current = rules;
        return current != null && current.covers(failure) && another(current);
    }

    private boolean another(RetryRules current) {
        stopTryTimer();
        giveClaimBack();
        if (!upstream.canReplay()) {
            return false;
        }
        UpstreamCluster target = Objects.requireNonNull(cluster);
        int loop = worker.upstream().index();
        if (left == 0) {
            info.flag(ResponseFlag.UPSTREAM_RETRY_LIMIT_EXCEEDED);
            target.metrics(loop).retriesExhausted();
            return false;
        }
        left--;
        if (!target.claimRetry()) {
            info.flag(ResponseFlag.UPSTREAM_OVERFLOW);
            target.metrics(loop).retriesOverflowed();
            return false;
        }
        claimed = true;
        target.metrics(loop).retried();
        UpstreamEndpoint failed = upstream.endpoint();
        if (failed != null) {
            upstream.selection().tried(failed);
        }
        long nanos = worker.random().nextLong(backoffNanos);
        backoffNanos = Math.min(
                2 * backoffNanos,
                MAX_BACKOFF_FACTOR * current.policy().backoff().toNanos());
        pause = worker.upstream().eventLoop().schedule(this::pauseOver, nanos, TimeUnit.NANOSECONDS);
        return true;
    }

    /** The retry before this one, if any, is over. */
    private void giveClaimBack() {
        if (claimed) {
            claimed = false;
            Objects.requireNonNull(cluster).retryEnded();
        }
    }

    private void pauseOver() {
        pause = null;
        exchange.tryAgain();
    }

    /** Chooses, and counts, the endpoint for another try: one that was not tried yet, unless none is found in a few draws. Null if there is none. */
    @Nullable
    UpstreamEndpoint pick() {
        UpstreamCluster target = Objects.requireNonNull(cluster);
        UpstreamEndpoint picked = target.pick(upstream.selection());
        if (picked != null) {
            info.upstreamHost(picked.address());
            info.upstreamTransportFailureReason(null);
            info.addAttempt();
        }
        return picked;
    }

    /** The whole request is on its way: from now on a try's time counts. */
    void requestSent() {
        RetryRules current = rules;
        if (current != null && current.perTryNanos() > 0 && tryTimer == null) {
            tryTimer = worker.upstream()
                    .eventLoop()
                    .schedule(this::tryTimedOut, current.perTryNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void tryTimedOut() {
        tryTimer = null;
        Objects.requireNonNull(cluster).metrics(worker.upstream().index()).tryTimedOut();
        exchange.tryFailed(Failure.RESET, LocalReply.PER_TRY_TIMEOUT);
    }

    private void stopTryTimer() {
        ScheduledFuture<?> current = tryTimer;
        tryTimer = null;
        if (current != null) {
            current.cancel(false);
        }
    }

    /** The client gets a response now, or the request is over: there is no further try. */
    void end() {
        if (rules == null) {
            return;
        }
        giveClaimBack();
        rules = null;
        cluster = null;
        stopTryTimer();
        ScheduledFuture<?> current = pause;
        pause = null;
        if (current != null) {
            current.cancel(false);
        }
    }

    /** Forgets the request. */
    void reset() {
        end();
        upstream.selection().reset();
    }
}
