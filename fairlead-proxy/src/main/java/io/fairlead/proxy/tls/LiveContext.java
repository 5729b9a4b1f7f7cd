package io.fairlead.proxy.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TLS configuration whose certificates are replaced while it serves: new connections use the newest that could be loaded,
 * established ones keep theirs. What cannot be loaded is a {@link TlsFailure}, which its owner reports; until it can be, the last good one stays, and if there
 * was none no connection is made.
 *
 * <p>A context of BoringSSL is native memory with a count of references. Whoever makes a connection from it holds one for that
 * moment, so that a context is never gone under the hands of an event loop while another thread replaces it.
 */
abstract class LiveContext {
    private static final Logger LOG = LoggerFactory.getLogger(LiveContext.class);

    private volatile @Nullable SslContext current;
    private volatile @Nullable String problem;
    /** What was tried last, whether it could be used or not. */
    private @Nullable Material tried;

    private @Nullable FileStamps stamps;

    /** The files that the configuration is made of. */
    abstract List<String> files();

    /** Reads what the configuration is made of. */
    abstract Material load() throws TlsProblem;

    abstract SslContext build(Material material) throws TlsProblem;

    /** Takes note of the material that is in use from now on. */
    void replaced(Material material) {}

    boolean isUsable() {
        return current != null;
    }

    /** Loads what has changed. One thread at a time, none of the event loops. */
    synchronized void refresh(Instant now) {
        FileStamps seen = FileStamps.of(files(), now);
        if (seen.settled() && seen.equals(stamps)) {
            return;
        }
        stamps = seen;
        Material material;
        try {
            material = load();
        } catch (TlsProblem e) {
            tried = null;
            refused(e.reason());
            return;
        }
        if (!material.equals(tried)) {
            boolean first = tried == null && problem == null;
            tried = material;
            use(material, first);
        }
    }

    private void use(Material material, boolean first) {
        try {
            swap(build(material));
            replaced(material);
            problem = null;
            if (!first) {
                LOG.info("tls.certificates_replaced source={}", this);
            }
        } catch (TlsProblem e) {
            refused(e.reason());
        }
    }

    private void refused(String reason) {
        if (reason.equals(problem)) {
            return;
        }
        problem = reason;
        LOG.debug("tls.certificates_refused source={} reason=\"{}\" in_use={}", this, reason, isUsable());
    }

    /** What is wrong now, null if nothing is. */
    @Nullable
    TlsFailure failure() {
        String reason = problem;
        return reason == null
                ? null
                : new TlsFailure(
                        toString(),
                        reason,
                        isUsable() ? TlsFailure.Effect.LAST_GOOD_KEPT : TlsFailure.Effect.NO_CONNECTIONS);
    }

    /** Goes on with the context of another until an own one can be loaded. */
    synchronized void adopt(LiveContext former) {
        SslContext theirs = former.current;
        if (current == null && theirs != null) {
            ReferenceCountUtil.retain(theirs);
            swap(theirs);
        }
    }

    /** Lets the context go. Established connections are not touched. */
    synchronized void close() {
        swap(null);
    }

    private void swap(@Nullable SslContext next) {
        SslContext former = current;
        current = next;
        if (former != null) {
            ReferenceCountUtil.release(former);
        }
    }

    /** What {@code use} makes of the newest context, null if there is none. Any thread. */
    <T> @Nullable T with(Function<SslContext, T> use) {
        while (true) {
            SslContext context = current;
            if (context == null) {
                return null;
            }
            try {
                ReferenceCountUtil.retain(context);
            } catch (IllegalReferenceCountException replaced) {
                // Another one is in its place by now.
                continue;
            }
            try {
                return use.apply(context);
            } finally {
                ReferenceCountUtil.release(context);
            }
        }
    }
}
