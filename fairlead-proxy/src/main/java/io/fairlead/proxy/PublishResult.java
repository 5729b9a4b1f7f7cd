package io.fairlead.proxy;

import io.fairlead.proxy.listen.ListenerFailure;
import java.util.List;

/** What came of a publication: the listeners that could not be opened. Everything else is in force. */
public record PublishResult(List<ListenerFailure> failures) {
    public PublishResult {
        failures = List.copyOf(failures);
    }
}
