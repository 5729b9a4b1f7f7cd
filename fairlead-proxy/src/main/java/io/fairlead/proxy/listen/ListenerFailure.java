package io.fairlead.proxy.listen;

/** A listener that could not be opened. The rest of its snapshot serves. */
public record ListenerFailure(ListenerKey listener, String reason) {}
