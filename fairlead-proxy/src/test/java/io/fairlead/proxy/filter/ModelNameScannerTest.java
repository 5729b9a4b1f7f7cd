package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.filter.ModelNameScanner.Result;
import io.fairlead.testkit.property.Choices;
import io.fairlead.testkit.property.Gen;
import io.fairlead.testkit.property.Property;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelNameScannerTest {
    private static final Gen<List<Integer>> CUTS = Gen.lists(Gen.ints(1, 40), 0, 6);
    private static final List<String> SPACES = List.of("", " ", "\n", "\t \r\n");
    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "12",
            "-3.25",
            "1e9",
            "1.5E-7",
            "\"\"",
            "\"x\"",
            "\"model\"",
            "\"a\\\"b\\\\\"",
            "\"\\u00e9\\n\"",
            "\"{\\\"model\\\":1}\"");

    /** A JSON object with or without a model, and what is to be found in it. */
    private record Body(String text, @Nullable String name) {}

    private static Body body(Choices choices) {
        StringBuilder text = new StringBuilder(space(choices)).append('{');
        String name = choices.upTo(3) > 0 ? pick(choices, List.of("llama3", "gpt-4o", "a/b:c", "m l")) : null;
        long before = choices.upTo(3);
        for (int i = 0; i < before; i++) {
            member(
                    choices,
                    text,
                    pick(choices, List.of("\"messages\"", "\"Model\"", "\"models\"", "\"mode\"", "\"\"")));
            text.append(space(choices)).append(i + 1 < before || name != null ? "," : "");
        }
        if (name != null) {
            String key = pick(choices, List.of("\"model\"", "\"mod\\u0065l\"", "\"\\u006D\\u006fdel\""));
            text.append(space(choices)).append(key).append(space(choices)).append(':');
            text.append(space(choices)).append('"').append(name).append('"');
            if (choices.upTo(1) > 0) {
                // Nothing behind the name is read: it may be another one, or no JSON at all.
                text.append(pick(choices, List.of(",\"model\":\"other\"}", "}}", "]", ", \u0001")));
                return new Body(text.toString(), name);
            }
        }
        return new Body(text.append(space(choices)).append('}').toString(), name);
    }

    private static void member(Choices choices, StringBuilder text, String key) {
        text.append(space(choices)).append(key).append(space(choices)).append(':');
        value(choices, text, 4);
    }

    private static void value(Choices choices, StringBuilder text, int depth) {
        text.append(space(choices));
        long kind = depth == 0 ? 0 : choices.upTo(4);
        if (kind <= 2) {
            text.append(pick(choices, SCALARS));
        } else {
            boolean object = kind == 3;
            text.append(object ? '{' : '[');
            long count = choices.upTo(3);
            for (int i = 0; i < count; i++) {
                text.append(i == 0 ? "" : ",").append(object ? "\"model\":" : "");
                value(choices, text, depth - 1);
            }
            text.append(space(choices)).append(object ? '}' : ']');
        }
        text.append(space(choices));
    }

    private static String space(Choices choices) {
        return pick(choices, SPACES);
    }

    private static String pick(Choices choices, List<String> texts) {
        return texts.get((int) choices.upTo(texts.size() - 1));
    }

    private static Result scan(ModelNameScanner scanner, byte[] bytes, List<Integer> pieces) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Result result = Result.NEED_MORE;
        int at = 0;
        for (int i = 0; at < bytes.length && result == Result.NEED_MORE; i++) {
            int count = pieces.isEmpty() ? bytes.length : Math.min(bytes.length - at, pieces.get(i % pieces.size()));
            result = scanner.scan(in, at, count);
            at += count;
        }
        assertThat(in.readerIndex()).isZero();
        return result;
    }

    private static @Nullable String name(ModelNameScanner scanner, String text, List<Integer> pieces) {
        scanner.reset();
        Result result = scan(scanner, text.getBytes(StandardCharsets.UTF_8), pieces);
        return result == Result.FOUND ? new String(scanner.name(), StandardCharsets.UTF_8) : null;
    }

    private static @Nullable String name(String text) {
        return name(new ModelNameScanner(), text, List.of());
    }

    private static Result result(String text) {
        return scan(new ModelNameScanner(), text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    @Test
    void theNameIsFoundWhereverItStandsAndHoweverTheBodyIsCut() {
        ModelNameScanner scanner = new ModelNameScanner();
        Property.of(ModelNameScannerTest::body).cases(3000).check(body -> {
            assertThat(name(scanner, body.text(), List.of())).isEqualTo(body.name());
            assertThat(name(scanner, body.text(), List.of(1))).isEqualTo(body.name());
            assertThat(result(body.text())).isNotEqualTo(Result.NEED_MORE);
        });
        Gen<List<Integer>> cuts = CUTS;
        Property.of(choices -> new Object[] {body(choices), cuts.draw(choices)})
                .cases(2000)
                .check(both -> {
                    Body body = (Body) both[0];
                    @SuppressWarnings("unchecked")
                    List<Integer> pieces = (List<Integer>) both[1];
                    assertThat(name(scanner, body.text(), pieces)).isEqualTo(body.name());
                });
    }

    @Test
    void whateverComesIsReadToAnEndAndAlikeHoweverItIsCut() {
        ModelNameScanner scanner = new ModelNameScanner();
        Gen<List<Integer>> changes = Gen.lists(Gen.ints(0, Integer.MAX_VALUE), 1, 4);
        Property.of(choices -> {
                    byte[] bytes = body(choices).text().getBytes(StandardCharsets.UTF_8);
                    for (int change : changes.draw(choices)) {
                        bytes[(change >>> 8) % bytes.length] = (byte) change;
                    }
                    return bytes;
                })
                .cases(5000)
                .check(bytes -> {
                    scanner.reset();
                    Result whole = scan(scanner, bytes, List.of());
                    byte[] name = whole == Result.FOUND ? scanner.name() : new byte[0];
                    scanner.reset();
                    assertThat(scan(scanner, bytes, List.of(1))).isEqualTo(whole);
                    assertThat(whole == Result.FOUND ? scanner.name() : new byte[0])
                            .isEqualTo(name);
                    for (byte octet : name) {
                        assertThat(octet >= 0 && octet < ' ' || octet == 0x7F).isFalse();
                    }
                });
    }

    @Test
    void aPrefixOfABodyNeedsMore() {
        String text = "{\"messages\":[{\"role\":\"user\",\"n\":-1.5e+3,\"x\":[null,true]}],\"model\":\"llama3";
        for (int end = 0; end <= text.length(); end++) {
            assertThat(result(text.substring(0, end))).isEqualTo(Result.NEED_MORE);
        }
        assertThat(name(text + "\"")).isEqualTo("llama3");
    }

    @Test
    void textThatIsNoJsonObjectHasNoName() {
        for (String text : List.of(
                "[{\"model\":\"a\"}]",
                "\"model\"",
                "model=a",
                "{model:\"a\"}",
                "{\"model\" \"a\"}",
                "{,\"model\":\"a\"}",
                "{\"a\":1,,\"model\":\"a\"}",
                "{\"a\":01,\"model\":\"a\"}",
                "{\"a\":1.,\"model\":\"a\"}",
                "{\"a\":-,\"model\":\"a\"}",
                "{\"a\":1e,\"model\":\"a\"}",
                "{\"a\":+1,\"model\":\"a\"}",
                "{\"a\":tru,\"model\":\"a\"}",
                "{\"a\":[1,],\"model\":\"a\"}",
                "{\"a\":[1},\"model\":\"a\"}",
                "{\"a\":{\"b\":1],\"model\":\"a\"}",
                "{\"a\":{\"b\"},\"model\":\"a\"}",
                "{\"a\":\"\\x\",\"model\":\"a\"}",
                "{\"a\":\"\n\",\"model\":\"a\"}",
                "{\"a\":\"\\u12g4\",\"model\":\"a\"}",
                "{'model':'a'}",
                "{}",
                "{\"a\":1}",
                "\uFEFF{\"model\":\"a\"}")) {
            assertThat(result(text)).as(text).isEqualTo(Result.NONE);
        }
    }

    @Test
    void onlyAStringThatCanStandInAHeaderIsAName() {
        for (String value : List.of(
                "1",
                "null",
                "true",
                "[\"a\"]",
                "{\"model\":\"a\"}",
                "\"\"",
                "\" a\"",
                "\"a \"",
                "\"a\\nb\"",
                "\"a\\r\\nx: y\"",
                "\"\\u0000\"",
                "\"\\u007f\"",
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800x\"",
                "\"" + "x".repeat(257) + "\"")) {
            assertThat(result("{\"model\":" + value + "}")).as(value).isEqualTo(Result.NONE);
        }
        assertThat(name("{\"model\":\"" + "x".repeat(256) + "\"}")).hasSize(256);
        assertThat(name("{\"model\":\"\\u00e9\\ud83d\\ude00\u00e9\\/\"}")).isEqualTo("\u00e9\ud83d\ude00\u00e9/");
        byte[] broken = "{\"model\":\"a?\"}".getBytes(StandardCharsets.US_ASCII);
        broken[11] = (byte) 0xC3;
        assertThat(scan(new ModelNameScanner(), broken, List.of())).isEqualTo(Result.NONE);
    }

    @Test
    void nestingIsBounded() {
        String deepest = "[".repeat(ModelNameScanner.MAX_DEPTH - 1);
        assertThat(result("{\"a\":" + deepest)).isEqualTo(Result.NEED_MORE);
        assertThat(result("{\"a\":" + deepest + "[")).isEqualTo(Result.NONE);
        assertThat(name("{\"a\":" + deepest + "]".repeat(ModelNameScanner.MAX_DEPTH - 1) + ",\"model\":\"a\"}"))
                .isEqualTo("a");
    }

    @Test
    void thereIsNoNameBeforeOneIsFound() {
        assertThatThrownBy(() -> new ModelNameScanner().name()).isInstanceOf(IllegalStateException.class);
    }
}
