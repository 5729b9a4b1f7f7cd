package io.fairlead.proxy.listen;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * An open listening socket. Its connections ask it whether it is going away: then they end after the response in progress.
 * Any thread.
 */
public final class BoundListener {
    private final ListenerKey key;
    private volatile @Nullable Channel channel;
    private volatile boolean draining;

    BoundListener(ListenerKey key) {
        this.key = key;
    }

    /** The address it is bound to. */
    public ListenerKey key() {
        return key;
    }

    /** Whether its connections should end when they can. */
    public boolean isDraining() {
        return draining;
    }

    void bound(Channel boundChannel) {
        channel = boundChannel;
    }

    /** Begins to accept connections, if it has not yet. */
    void accept() {
        Channel current = channel;
        if (current != null) {
            current.config().setAutoRead(true);
        }
    }

    /** Stops accepting; established connections go on. */
    void drain() {
        draining = true;
        Channel current = channel;
        if (current != null) {
            current.close();
        }
    }
}
