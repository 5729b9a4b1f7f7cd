package io.fairlead.proxy.http;

import io.fairlead.proxy.message.OutgoingRequest;
import io.fairlead.proxy.upstream.UpstreamCluster;
import io.fairlead.proxy.upstream.UpstreamEndpoint;
import io.fairlead.proxy.upstream.balance.Selection;
import io.fairlead.routing.RoutePolicies;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mirrors of one request: each gets a copy of what goes to the upstream. Reused with its exchange. Event loop only. */
final class MirrorSet {
    private final HttpWorker worker;
    private final Selection selection;
    private final List<MirrorRequest> requests = new ArrayList<>(0);

    MirrorSet(HttpWorker worker) {
        this.worker = worker;
        this.selection = new Selection(worker.random(), worker.upstream().index());
    }

    /**
     * Draws the mirrors of a request, each for itself, and starts a connection to each. One is skipped and counted if too
     * many are under way already.
     */
    void start(ProxyRoute route, OutgoingRequest request) {
        List<ProxyRoute.MirrorTarget> targets = route.mirrors();
        OutgoingRequest copy = null;
        for (int i = 0; i < targets.size(); i++) {
            ProxyRoute.MirrorTarget target = targets.get(i);
            if (isDrawn(target.perMillion())) {
                copy = copy == null ? request.copy() : copy;
                start(target.cluster(), copy, route.policies().timeout());
            }
        }
    }

    private boolean isDrawn(int perMillion) {
        return perMillion >= RoutePolicies.ALL_PER_MILLION
                || worker.random().nextInt(RoutePolicies.ALL_PER_MILLION) < perMillion;
    }

    private void start(@Nullable UpstreamCluster cluster, OutgoingRequest copy, @Nullable Duration timeout) {
        UpstreamEndpoint endpoint = cluster == null ? null : cluster.pick(selection);
        if (cluster == null || endpoint == null || !worker.mayMirror()) {
            worker.metrics().mirrorDropped();
            return;
        }
        worker.metrics().mirrorStarted();
        MirrorRequest request = new MirrorRequest(worker, endpoint, copy);
        requests.add(request);
        request.start(cluster, timeout);
    }

    /** Copies the next {@code count} bytes of {@code in}, which is not read and stays the caller's. */
    void content(ByteBuf in, int count) {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).content(in.retainedSlice(in.readerIndex(), count));
        }
    }

    void flush() {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).flush();
        }
    }

    /** That was the whole request: the mirrors go on by themselves. */
    void end() {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).requestEnded();
        }
        requests.clear();
    }

    /** The request is over. Mirrors that did not get all of it are given up. */
    void giveUp() {
        for (int i = 0; i < requests.size(); i++) {
            requests.get(i).giveUp();
        }
        requests.clear();
    }
}
