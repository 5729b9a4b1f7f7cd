package io.fairlead.proxy.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.proxy.observe.CommandContext;
import io.fairlead.proxy.observe.RequestFacts;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutation.Value;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.RequestView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderProgramTest {
    private final HeaderEdits request = new HeaderEdits();
    private final HeaderEdits response = new HeaderEdits();
    private final RequestFacts info = new RequestFacts();

    @Test
    void removalsComeFirstThenSetsThenAdds() {
        start("x-h: client");

        program(List.of("x-h"), List.of(new Value("x-h", "set")), List.of(new Value("x-h", "added")))
                .apply(request, info);

        assertThat(written(request)).isEqualTo("x-h: set\r\nx-h: added\r\n");
    }

    @Test
    void valuesSeeTheRemovalsButNoneOfTheSets() {
        start("x-gone: 1", "x-old: 2");

        program(
                        List.of("x-gone"),
                        List.of(
                                new Value("x-old", "3"),
                                new Value("x-seen", "[%REQ(x-gone)%%REQ(x-old)%%REQ(x-later)%]"),
                                new Value("x-later", "4")),
                        List.of(new Value("x-old", "%REQ(x-old)%")))
                .apply(request, info);

        assertThat(written(request)).isEqualTo("x-old: 3\r\nx-seen: [2]\r\nx-later: 4\r\nx-old: 2\r\n");
    }

    @Test
    void anEmptyValueLeavesTheHeaderAlone() {
        start("x-a: 1");

        program(
                        List.of(),
                        List.of(new Value("x-a", ""), new Value("x-b", "%REQ(x-missing)%")),
                        List.of(new Value("x-a", "%NO_SUCH_COMMAND%")))
                .apply(request, info);

        assertThat(written(request)).isEqualTo("x-a: 1\r\n");
    }

    @Test
    void theAddsOfADestinationComeBeforeThoseOfItsRoute() {
        start("x-a: client", "x-gone: client", "x-add: client");

        program(
                        List.of(),
                        List.of(new Value("x-a", "dest"), new Value("x-gone", "dest"), new Value("x-own", "dest")),
                        List.of(new Value("x-add", "dest")))
                .apply(request, info);
        program(List.of("x-gone"), List.of(new Value("x-a", "route")), List.of(new Value("x-add", "route")))
                .apply(request, info);

        assertThat(written(request))
                .isEqualTo("x-add: client\r\nx-own: dest\r\nx-add: dest\r\nx-a: route\r\nx-add: route\r\n");
    }

    @Test
    void aResponseSeesTheRequestAsItWasForwarded() {
        start("x-user: ann");
        byte[] rewritten = Messages.latin1("/new?q");
        info.rewrittenPath(rewritten, 0, rewritten.length);
        request.add(HeaderName.of("x-envoy-original-path"), "/old?q");
        info.response(503, "via_upstream");

        program(
                        List.of(),
                        List.of(
                                new Value("x-path", "%REQ(:path)%"),
                                new Value("x-was", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
                                new Value("x-up", "%RESP(x-kind)% %RESPONSE_CODE% for %REQ(X-User):2%"),
                                new Value("x-percent", "100%%")),
                        List.of())
                .apply(response, info);

        assertThat(written(response))
                .isEqualTo(
                        "x-kind: echo\r\nx-path: /new?q\r\nx-was: /old?q\r\nx-up: echo 503 for an\r\nx-percent: 100%\r\n");
    }

    @Test
    void noValueEndsTheLine() {
        start("x-a: 1");

        program(List.of(), List.of(new Value("x-b", "a\r\nx-forged: 1\0")), List.of())
                .apply(request, info);

        assertThat(written(request)).isEqualTo("x-a: 1\r\nx-b: a  x-forged: 1 \r\n");
    }

    @Test
    void valuesOutsideAsciiAreUtf8() {
        start();

        program(List.of(), List.of(new Value("x-b", "gr\u00fcn")), List.of()).apply(request, info);

        byte[] bytes = new byte[request.encodedSize()];
        request.writeTo(bytes, 0);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("x-b: gr\u00fcn\r\n");
    }

    @Test
    void nothingIsEmptyAndABrokenFormatIsRefused() {
        assertThat(HeaderProgram.NONE.isEmpty()).isTrue();
        assertThat(program(List.of("x"), List.of(), List.of()).isEmpty()).isFalse();
        assertThatThrownBy(() -> program(List.of(), List.of(new Value("x", "%REQ(")), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void start(String... fields) {
        request.reset(Messages.lines(fields));
        response.reset(Messages.lines("x-kind: echo"));
        RequestView view = Messages.request("GET", "a.test", "/old?q");
        info.reset();
        info.request(view, request);
        info.responseHeaders(response);
    }

    private static HeaderProgram program(List<String> remove, List<Value> set, List<Value> add) {
        return HeaderProgram.of(new HeaderMutation(remove, set, add), CommandContext.EMPTY);
    }

    private static String written(HeaderEdits edits) {
        byte[] bytes = new byte[edits.encodedSize()];
        edits.writeTo(bytes, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
