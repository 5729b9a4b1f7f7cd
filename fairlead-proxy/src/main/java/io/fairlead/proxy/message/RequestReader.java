package io.fairlead.proxy.message;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.RequestHeadParser;

/** What it takes to read one request in HTTP/1.1. Reused with its exchange. Event loop only. */
public record RequestReader(RequestHeadParser parser, BodyReader body) {
    /** One that keeps to {@code limits}. */
    public RequestReader(HttpLimits limits) {
        this(new RequestHeadParser(limits), new BodyReader(limits));
    }
}
