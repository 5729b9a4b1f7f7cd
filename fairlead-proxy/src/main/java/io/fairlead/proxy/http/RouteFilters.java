package io.fairlead.proxy.http;

import io.fairlead.proxy.filter.CorsFilter;
import io.fairlead.proxy.filter.FaultInjector;
import io.fairlead.proxy.filter.HeaderEdits;
import io.fairlead.proxy.http1.RequestMethod;
import io.fairlead.proxy.observe.ByteSlice;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.proxy.observe.ResponseFlag;
import io.fairlead.routing.FaultPolicy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What stands between the choice of a route and the way to its upstream, in Envoy's order: faults, then CORS. Reused with its
 * exchange. Event loop only.
 */
final class RouteFilters {
    private final HttpExchange exchange;
    private final RandomGenerator random;
    private final HeaderEdits edits;
    private final RequestFacts info;
    private final ByteSlice origin = new ByteSlice();

    RouteFilters(HttpExchange exchange, RandomGenerator random, HeaderEdits edits, RequestFacts info) {
        this.exchange = exchange;
        this.random = random;
        this.edits = edits;
        this.info = info;
    }

    /** Answers the request, or forwards it, now or after a delay. */
    void run(ProxyRoute chosen) {
        FaultPolicy fault = chosen.policies().fault();
        Duration delay = fault == null ? null : FaultInjector.delay(fault, random);
        if (delay == null) {
            abortOrGoOn(chosen);
        } else {
            info.flag(ResponseFlag.DELAY_INJECTED);
            exchange.startTimer(() -> abortOrGoOn(chosen), delay);
        }
    }

    private void abortOrGoOn(ProxyRoute chosen) {
        exchange.timerEnded();
        FaultPolicy fault = chosen.policies().fault();
        int status = fault == null ? 0 : FaultInjector.abortStatus(fault, random);
        if (fault != null && status != 0) {
            exchange.reply(LocalReply.faultAbort(status, FaultInjector.grpcStatus(fault)));
            return;
        }
        CorsFilter cors = chosen.cors();
        if (cors == null || !answersPreflight(cors)) {
            exchange.forward(chosen);
        }
    }

    /** Answers a preflight request. Remembers the origin of others if it is allowed, for the response. */
    private boolean answersPreflight(CorsFilter cors) {
        if (!edits.find(CorsFilter.ORIGIN, origin)) {
            origin.clear();
            return false;
        }
        boolean preflight =
                exchange.head().method() == RequestMethod.OPTIONS && edits.contains(CorsFilter.REQUEST_METHOD);
        boolean allowed = cors.allows(origin);
        if (!allowed) {
            origin.clear();
        }
        if (preflight && (allowed || cors.answersUnmatchedPreflights())) {
            exchange.response().preflight(cors, origin);
            return true;
        }
        return false;
    }

    /** The origin that the response is for, empty unless CORS allows it. */
    ByteSlice origin() {
        return origin;
    }

    /** Forgets the request. */
    void reset() {
        origin.clear();
    }
}
