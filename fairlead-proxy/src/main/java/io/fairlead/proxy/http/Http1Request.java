package io.fairlead.proxy.http;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.RequestHeadParser;
import io.fairlead.proxy.message.BodyReader;

/** What it takes to read one request in HTTP/1.1. Reused with its exchange. Event loop only. */
record Http1Request(RequestHeadParser parser, BodyReader body) {
    Http1Request(HttpLimits limits) {
        this(new RequestHeadParser(limits), new BodyReader(limits));
    }
}
