package io.fairlead.resource;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Conditions on a request, all of which must hold. Maps keep no order: the conditions are a conjunction.
 *
 * @param name appended to the route's name; may be empty
 * @param uri null matches every path
 * @param port the listener's or service's port, 0 means any
 * @param gateways empty means those of the VirtualService
 * @param sourceNamespace "" means any
 * @param statPrefix "" means none
 */
public record HttpMatchRequest(
        String name,
        @Nullable StringMatch uri,
        @Nullable StringMatch scheme,
        @Nullable StringMatch method,
        @Nullable StringMatch authority,
        Map<String, StringMatch> headers,
        long port,
        Map<String, String> sourceLabels,
        List<String> gateways,
        Map<String, StringMatch> queryParams,
        boolean ignoreUriCase,
        Map<String, StringMatch> withoutHeaders,
        String sourceNamespace,
        String statPrefix) {
    public HttpMatchRequest {
        headers = Map.copyOf(headers);
        sourceLabels = Map.copyOf(sourceLabels);
        gateways = List.copyOf(gateways);
        queryParams = Map.copyOf(queryParams);
        withoutHeaders = Map.copyOf(withoutHeaders);
    }
}
