package io.fairlead.testkit.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.testkit.hostile.Evidence.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
    private static final String ANSWERED = "HTTP/1.1 200 OK\r\nX-Rec: 1\r\nContent-Length: 0\r\n\r\n";
    private static final String REFUSED = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    private static final String REQUEST = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void aRefusedRequestMustNotReachTheUpstream() throws Exception {
        String reject = "{\"class\": \"reject\", \"closed\": null, \"upstream\": {\"requests\": 0}}";
        assertThat(judge(reject, "", REFUSED, End.OPEN)).isEmpty();
        assertThat(judge(reject, "", "", End.CLOSED)).isEmpty();
        assertThat(judge(reject, "", "", End.OPEN)).containsExactly("neither refused nor closed (hangs)");
        assertThat(judge(reject, REQUEST, ANSWERED, End.OPEN))
                .containsExactly("upstream parsed 1 complete requests, wanted 0", "status 200, wanted a refusal");
    }

    @Test
    void anAcceptedRequestIsAnsweredAndArrivesAsItWas() throws Exception {
        String accept = "{\"class\": \"accept\", \"closed\": false,"
                + " \"upstream\": {\"requests\": 1, \"reqs\": [{\"path\": \"/x\", \"absent\": [\"te\"]}]}}";
        assertThat(judge(accept, REQUEST, ANSWERED, End.OPEN)).isEmpty();
        assertThat(judge(accept, "", REFUSED, End.CLOSED))
                .containsExactly(
                        "upstream parsed 0 complete requests, wanted 1",
                        "status 400, wanted [200]",
                        "connection closed, must stay open");
        assertThat(judge(accept, "GET /y HTTP/1.1\r\nHost: a\r\nTE: x\r\n\r\n", ANSWERED, End.OPEN))
                .containsExactly(
                        "upstream request 1: path is /y, wanted one of [/x]",
                        "upstream request 1: te must not be forwarded");
    }

    @Test
    void bothOutcomesMayBeRight() throws Exception {
        String either = "{\"class\": \"either\", \"closed\": true, \"upstream\": {\"requests\": 1}}";
        assertThat(judge(either, "", REFUSED, End.CLOSED)).isEmpty();
        assertThat(judge(either, REQUEST, ANSWERED, End.CLOSED)).isEmpty();
        assertThat(judge(either, "", REFUSED, End.OPEN)).containsExactly("connection left open, must be closed");
    }

    @Test
    void nothingInjectedOrSmuggledMayPass() throws Exception {
        String accept = "{\"class\": \"accept\", \"upstream\": {\"requests\": 1}}";
        assertThat(judge(accept, "GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Injected: 1\r\n\r\n", ANSWERED, End.OPEN))
                .containsExactly(
                        "an injected header reached the upstream",
                        "a smuggled request reached the upstream: GET /smuggled");
        assertThat(judge(accept, REQUEST, "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", End.OPEN))
                .anyMatch(failure -> failure.startsWith("client got bytes outside the strict grammar"));
    }

    @Test
    void aHostileAnswerIsReplacedOrBrokenOff() throws Exception {
        String script = "\"upstream_script\": [{\"text\": \"x\"}], ";
        String reject = "{\"class\": \"reject\", \"upstream\": {\"requests\": 1}, \"client\": {}}";
        String badGateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
        assertThat(judgeScript(script, reject, badGateway, End.OPEN)).isEmpty();
        assertThat(judgeScript(script, reject, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", End.CLOSED))
                .isEmpty();
        assertThat(judgeScript(script, reject, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", End.OPEN))
                .containsExactly("status 200, wanted 502 or a broken-off response");
    }

    private List<String> judge(String expect, String upstream, String client, End end) throws Exception {
        return judge("", expect, upstream, client, end);
    }

    private List<String> judgeScript(String script, String expect, String client, End end) throws Exception {
        return judge(script, expect, REQUEST, client, end);
    }

    private List<String> judge(String script, String expect, String upstream, String client, End end)
            throws IOException, StrictGrammar.Violation, StrictGrammar.Incomplete {
        Path file = folder.resolve("case.jsonl");
        Files.writeString(file, "{\"id\": \"a\", " + script + "\"send\": [], \"expect\": " + expect + "}\n");
        HostileCase subject = HostileCase.all(file).get(0);
        List<Message> requests =
                upstream.isEmpty() ? List.of() : List.of(new StrictGrammar(upstream, 0, false).request());
        Transcript transcript = Transcript.of(client, end != End.OPEN, List.of());
        return Judge.failures(subject, new Evidence(transcript, client, requests, List.of(), end, false));
    }
}
