package io.fairlead.proxy.listen;

import io.fairlead.routing.Listener;

/** The address that a listener is bound to; what makes two listeners the same across snapshots. */
public record ListenerKey(String address, int port) {
    /** The key of a listener. */
    public static ListenerKey of(Listener listener) {
        return new ListenerKey(listener.address(), listener.port());
    }

    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}
