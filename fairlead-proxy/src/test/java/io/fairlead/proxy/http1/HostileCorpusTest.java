package io.fairlead.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.repository.Repository;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads every message of the hostile corpus and compares the verdict with the one expected. */
class HostileCorpusTest {
    @Test
    void requestsAreAcceptedOrRefusedAsExpected() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        int cases = 0;
        for (Map<?, ?> one : corpus()) {
            if (!one.containsKey("upstream_script")) {
                request(one, softly);
                cases++;
            }
        }
        softly.assertAll();
        assertThat(cases).isGreaterThan(300);
    }

    @Test
    void responsesAreAcceptedOrRefusedAsExpected() throws IOException {
        SoftAssertions softly = new SoftAssertions();
        int cases = 0;
        for (Map<?, ?> one : corpus()) {
            if (one.containsKey("upstream_script")) {
                response(one, softly);
                cases++;
            }
        }
        softly.assertAll();
        assertThat(cases).isGreaterThan(50);
    }

    private static void request(Map<?, ?> one, SoftAssertions softly) {
        String id = text(one, "id");
        Map<?, ?> expect = map(one, "expect");
        Map<?, ?> upstream = map(expect, "upstream");
        List<Wire.Message> messages = Wire.read(sent(one, "send"));
        int complete = (int) messages.stream()
                .filter(message -> message.end().equals(Wire.COMPLETE))
                .count();
        softly.assertThat(complete).as(id).isIn(allowedCounts(text(expect, "class"), upstream));
        for (int i = 0; i < complete && upstream.containsKey("reqs"); i++) {
            List<?> facts = list(upstream, "reqs");
            if (i < facts.size()) {
                facts(id, Objects.requireNonNull((Map<?, ?>) facts.get(i)), messages.get(i), softly);
            }
        }
    }

    /** How many complete requests may be read. */
    private static List<Integer> allowedCounts(String verdict, Map<?, ?> upstream) {
        Object requests = upstream.get("requests");
        List<Integer> counts = new ArrayList<>();
        if (requests instanceof List<?> range) {
            for (int i = (Integer) range.get(0); i <= (Integer) range.get(1); i++) {
                counts.add(i);
            }
        } else {
            counts.add(requests == null ? (verdict.equals("reject") ? 0 : 1) : (Integer) requests);
        }
        if (verdict.equals("either")) {
            Object ifRejected = upstream.get("requests_if_rejected");
            counts.add(ifRejected == null ? 0 : (Integer) ifRejected);
        }
        return counts;
    }

    private static void facts(String id, Map<?, ?> facts, Wire.Message message, SoftAssertions softly) {
        if (facts.containsKey("method")) {
            softly.assertThat(message.method()).as(id).isEqualTo(facts.get("method"));
        }
        if (facts.containsKey("path")) {
            softly.assertThat(message.target()).as(id).isIn(alternatives(facts.get("path")));
        }
        if (facts.containsKey("host")) {
            softly.assertThat(message.authority().toLowerCase(Locale.ROOT))
                    .as(id)
                    .isIn(alternatives(facts.get("host")));
        }
        if (facts.containsKey("body_len")) {
            softly.assertThat(message.body().length()).as(id).isEqualTo(facts.get("body_len"));
        }
        if (facts.get("absent") instanceof List<?> names) {
            for (Object name : names) {
                softly.assertThat(message.fields()).as(id).noneMatch(field -> field.startsWith(name + ":"));
            }
        }
    }

    private static List<?> alternatives(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static void response(Map<?, ?> one, SoftAssertions softly) {
        String verdict = text(map(one, "expect"), "class");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        sent(one, "upstream_script").forEach(all::writeBytes);
        boolean isComplete = isCompleteResponse(Unpooled.wrappedBuffer(all.toByteArray()));
        if (!verdict.equals("either")) {
            softly.assertThat(isComplete).as(text(one, "id")).isEqualTo(verdict.equals("accept"));
        }
    }

    /** Whether a final response to GET can be read, followed by the end of the connection. 101 was not asked for. */
    private static boolean isCompleteResponse(ByteBuf in) {
        ResponseHeadParser parser = new ResponseHeadParser(HttpLimits.DEFAULT);
        ResponseHead head = new ResponseHead();
        do {
            if (parser.parse(in, head, RequestMethod.GET) != ParseResult.DONE || head.status() == 101) {
                return false;
            }
        } while (head.isInterim());
        return switch (head.framing()) {
            case NONE, UNTIL_CLOSE -> true;
            case LENGTH -> in.readableBytes() >= head.contentLength();
            case CHUNKED -> isCompleteChunked(in);
        };
    }

    private static boolean isCompleteChunked(ByteBuf in) {
        ChunkedReader chunks = new ChunkedReader(HttpLimits.DEFAULT);
        ChunkedReader.Event event = chunks.next(in);
        while (event == ChunkedReader.Event.CONTENT) {
            in.skipBytes(chunks.contentLength());
            event = chunks.next(in);
        }
        return event == ChunkedReader.Event.END;
    }

    private static List<byte[]> sent(Map<?, ?> one, String member) {
        List<byte[]> pieces = new ArrayList<>();
        for (Object item : list(one, member)) {
            Map<?, ?> piece = (Map<?, ?>) Objects.requireNonNull(item);
            byte[] bytes = piece.containsKey("b64")
                    ? Base64.getDecoder().decode(text(piece, "b64"))
                    : Wire.bytes(text(piece, "text"));
            Object repeat = piece.get("repeat");
            ByteArrayOutputStream repeated = new ByteArrayOutputStream();
            for (int i = 0; i < (repeat == null ? 1 : (Integer) repeat); i++) {
                repeated.writeBytes(bytes);
            }
            pieces.add(repeated.toByteArray());
        }
        return pieces;
    }

    private static List<Map<?, ?>> corpus() throws IOException {
        List<Map<?, ?>> cases = new ArrayList<>();
        for (String line : Files.readAllLines(Repository.root().resolve("conformance/hostile/corpus.jsonl"))) {
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(1 << 20).build();
            cases.add((Map<?, ?>) Objects.requireNonNull(new Load(settings).loadFromString(line)));
        }
        return cases;
    }

    private static String text(Map<?, ?> map, String name) {
        return String.valueOf(map.get(name));
    }

    private static Map<?, ?> map(Map<?, ?> map, String name) {
        return map.get(name) instanceof Map<?, ?> member ? member : Map.of();
    }

    private static List<?> list(Map<?, ?> map, String name) {
        return (List<?>) Objects.requireNonNull(map.get(name));
    }
}
