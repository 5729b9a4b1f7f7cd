package io.fairlead.proxy.upstream;

import io.fairlead.proxy.http1.HttpLimits;
import io.fairlead.proxy.http1.ResponseHead;
import io.fairlead.proxy.http1.ResponseHeadParser;
import io.fairlead.proxy.message.BodyReader;
import io.fairlead.proxy.message.MessageWriter;

/** What it takes to speak HTTP/1.1 for one request; lent to a connection while it has one. Event loop only. */
final class Http1Codec {
    final ResponseHeadParser parser;
    final ResponseHead head = new ResponseHead();
    final BodyReader body;
    final MessageWriter writer = new MessageWriter();

    Http1Codec(HttpLimits limits) {
        this.parser = new ResponseHeadParser(limits);
        this.body = new BodyReader(limits);
    }

    /** Forgets the last request. */
    void reset() {
        parser.reset();
        writer.drop();
    }
}
