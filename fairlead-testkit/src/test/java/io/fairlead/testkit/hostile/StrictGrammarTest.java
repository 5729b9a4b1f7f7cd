package io.fairlead.testkit.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrictGrammarTest {
    private static final String HOST = "Host: a.test\r\n";

    @Test
    void readsRequestsOneAfterTheOther() throws Exception {
        String first = "POST /a?b HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc";
        String second = "GET http://A.test HTTP/1.1\r\n" + HOST + "\r\n";
        StrictGrammar grammar = new StrictGrammar(first + second, 0, false);
        Message post = grammar.request();
        assertThat(post.method()).isEqualTo("POST");
        assertThat(post.body()).isEqualTo("abc");
        assertThat(grammar.position()).isEqualTo(first.length());
        Message get = grammar.request();
        assertThat(get.path()).isEqualTo("/");
        assertThat(get.host()).isEqualTo("A.test");
    }

    @Test
    void readsChunksExtensionsAndTrailers() throws Exception {
        Message request = request("Transfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nX-T: 1\r\n\r\n");
        assertThat(request.body()).isEqualTo("abcde");
        assertThat(request.trailers().all("x-t")).containsExactly("1");
        assertThat(request.oddities()).contains("chunk extension forwarded");
    }

    @Test
    void refusesWhatAnotherParserCouldReadInAnotherWay() {
        for (String rest : List.of(
                "A: 1\n\r\n",
                " folded: 1\r\n\r\n",
                "A : 1\r\n\r\n",
                "A\r\n\r\n",
                "A: \0\r\n\r\n",
                HOST + "\r\n",
                "Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
                "Content-Length: +1\r\n\r\na",
                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip\r\n\r\n",
                "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n")) {
            assertThatThrownBy(() -> request(rest)).as(rest).isInstanceOf(StrictGrammar.Violation.class);
        }
        for (String line : List.of("GET  / HTTP/1.1", "GET / HTTP/1.2", "G@T / HTTP/1.1", "GET /\t HTTP/1.1")) {
            assertThatThrownBy(() -> new StrictGrammar(line + "\r\n" + HOST + "\r\n", 0, false).request())
                    .as(line)
                    .isInstanceOf(StrictGrammar.Violation.class);
        }
    }

    @Test
    void waitsForTheRest() {
        String whole = "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nA: 1\r\n\r\n";
        for (int end = 0; end < whole.length(); end++) {
            String part = whole.substring(0, end);
            assertThatThrownBy(() -> new StrictGrammar(part, 0, false).request())
                    .as(part)
                    .isInstanceOf(StrictGrammar.Incomplete.class);
        }
    }

    @Test
    void theFramingOfAResponseDependsOnItsRequest() throws Exception {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
        assertThat(new StrictGrammar(head, 0, false).response("HEAD").complete())
                .isTrue();
        assertThat(new StrictGrammar(head + "abc", 0, false).response("GET").body())
                .isEqualTo("abc");
        assertThat(new StrictGrammar("HTTP/1.1 200 OK\r\n\r\nall", 0, true)
                        .response("GET")
                        .body())
                .isEqualTo("all");
        assertThatThrownBy(() ->
                        new StrictGrammar("HTTP/1.1 204 No\r\nContent-Length: 3\r\n\r\n", 0, false).response("GET"))
                .isInstanceOf(StrictGrammar.Violation.class);
    }

    @Test
    void aTranscriptTellsInterimFinalAndOpenResponses() {
        Transcript transcript = Transcript.of(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
                false,
                List.of());
        assertThat(transcript.interim()).hasSize(1);
        assertThat(transcript.statuses()).containsExactly(204);
        assertThat(transcript.open()).isNotNull().extracting(Message::body).isEqualTo("ab");
    }

    private static Message request(String rest) throws Exception {
        return new StrictGrammar("POST / HTTP/1.1\r\n" + HOST + rest, 0, false).request();
    }
}
