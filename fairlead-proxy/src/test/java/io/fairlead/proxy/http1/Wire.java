package io.fairlead.proxy.http1;

import io.fairlead.routing.HeaderLines;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages from pieces of bytes as a connection would, and tells what came out. */
final class Wire {
    /**
     * One request as it was read.
     *
     * @param fields the lines that came, {@code name: value}; those that end at this hop in brackets
     * @param body the content; what was readable of it if the body never ended
     * @param end how reading went on: complete, incomplete, or the status of the refusal
     */
    record Message(
            String method,
            String target,
            String authority,
            List<String> fields,
            String body,
            boolean keepAlive,
            String end) {}

    static final String COMPLETE = "complete";
    static final String INCOMPLETE = "incomplete";

    private Wire() {}

    /** The bytes of Latin-1 characters. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One refusal for {@code request}; null if it is accepted or incomplete. */
    static @Nullable Refusal refusal(String request) {
        RequestHead head = new RequestHead();
        new RequestHeadParser(HttpLimits.DEFAULT).parse(Unpooled.wrappedBuffer(bytes(request)), head);
        return head.refusal();
    }

    /** The head of {@code request}, which must be complete. */
    static RequestHead accepted(String request) {
        RequestHead head = new RequestHead();
        ByteBuf in = Unpooled.wrappedBuffer(bytes(request));
        ParseResult result = new RequestHeadParser(HttpLimits.DEFAULT).parse(in, head);
        if (result != ParseResult.DONE) {
            throw new AssertionError(result + ", " + head.refusal() + ": " + request);
        }
        return head;
    }

    /** All messages in {@code pieces}, read one after the other until one is not complete or refused. */
    static List<Message> read(List<byte[]> pieces) {
        Connection connection = new Connection();
        for (byte[] piece : pieces) {
            ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, piece.length));
            try {
                in.writeBytes(piece);
                connection.read(in);
            } finally {
                in.release();
            }
        }
        return connection.end();
    }

    /** The lines of a head; those that are not forwarded in brackets. */
    static List<String> fields(MessageHead head) {
        HeaderLines lines = head.headers();
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < lines.count(); i++) {
            String line = lines.name(i) + ": " + lines.value(i);
            fields.add(head.isForwarded(i) ? line : '[' + line + ']');
        }
        return fields;
    }

    /** Path and query of a head. */
    static String target(RequestHead head) {
        return head.view().text(head.view().pathFrom(), head.view().targetTo());
    }

    private static final class Connection {
        private final RequestHeadParser parser = new RequestHeadParser(HttpLimits.DEFAULT);
        private final RequestHead head = new RequestHead();
        private final ChunkedReader chunks = new ChunkedReader(HttpLimits.DEFAULT);
        private final List<Message> messages = new ArrayList<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean inBody;
        private boolean isOver;
        private long remaining;

        void read(ByteBuf in) {
            while (!isOver && in.isReadable()) {
                if (!inBody) {
                    head(in);
                } else if (head.framing() == BodyFraming.LENGTH) {
                    length(in);
                } else {
                    chunk(in);
                }
            }
        }

        private void head(ByteBuf in) {
            switch (parser.parse(in, head)) {
                case NEED_MORE -> {}
                case ERROR -> finish(refused(head.refusal()));
                case DONE -> {
                    inBody = true;
                    remaining = head.contentLength();
                    if (head.framing() != BodyFraming.CHUNKED && remaining == 0) {
                        finish(COMPLETE);
                    }
                }
            }
        }

        private void length(ByteBuf in) {
            int count = (int) Math.min(remaining, in.readableBytes());
            take(in, count);
            remaining -= count;
            if (remaining == 0) {
                finish(COMPLETE);
            }
        }

        private void chunk(ByteBuf in) {
            switch (chunks.next(in)) {
                case NEED_MORE -> {}
                case CONTENT -> take(in, chunks.contentLength());
                case END -> finish(COMPLETE);
                case ERROR -> finish(refused(chunks.refusal()));
            }
        }

        private void take(ByteBuf in, int count) {
            byte[] content = new byte[count];
            in.readBytes(content);
            body.writeBytes(content);
        }

        private static String refused(@Nullable Refusal refusal) {
            if (refusal == null) {
                throw new AssertionError("An error must have a refusal");
            }
            return Integer.toString(refusal.status());
        }

        private void finish(String end) {
            if (inBody) {
                String method =
                        head.view().text(head.view().methodFrom(), head.view().methodTo());
                String authority = head.view()
                        .text(head.view().authorityFrom(), head.view().authorityTo());
                String content = body.toString(StandardCharsets.ISO_8859_1);
                messages.add(
                        new Message(method, target(head), authority, fields(head), content, head.isKeepAlive(), end));
            } else {
                messages.add(new Message("", "", "", List.of(), "", false, end));
            }
            body.reset();
            inBody = false;
            isOver = !end.equals(COMPLETE) || !head.isKeepAlive();
        }

        List<Message> end() {
            if (!isOver && (inBody || parser.hasBegun())) {
                finish(INCOMPLETE);
            }
            return messages;
        }
    }
}
