package io.fairlead.testkit.hostile;

import io.fairlead.testkit.hostile.Expectation.Mark;
import io.fairlead.testkit.hostile.Expectation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells which rules a case breaks whose hostile side is the upstream. */
final class ResponseJudge {
    private static final Set<Integer> UPSTREAM_FAULTS = Set.of(500, 502, 503, 504);
    private static final int SPARE_REQUESTS = 2;

    private final Expectation expect;
    private final Evidence seen;
    private final List<String> failures = new ArrayList<>();

    private ResponseJudge(HostileCase subject, Evidence seen) {
        this.expect = subject.expect();
        this.seen = seen;
    }

    static List<String> failures(HostileCase subject, Evidence seen) {
        ResponseJudge judge = new ResponseJudge(subject, seen);
        judge.judge();
        return judge.failures;
    }

    private void judge() {
        Transcript transcript = seen.transcript();
        int count = seen.requests().size();
        if (count < 1) {
            failures.add("the request did not reach the upstream");
            return;
        }
        int most = expect.upstream().most();
        if (count > most + SPARE_REQUESTS) {
            failures.add("upstream parsed " + count + " requests, wanted " + most);
        }
        for (String text : without("not_contains")) {
            if (seen.bytes().contains(text)) {
                failures.add("client saw forbidden bytes " + StrictGrammar.shown(text));
            }
        }
        if (transcript.interim().size() > expect.client().maxInterim()) {
            failures.add("client got " + transcript.interim().size() + " interim responses");
        }
        Message first = transcript.finals().isEmpty()
                ? transcript.open()
                : transcript.finals().get(0);
        verdict(first);
        if (first != null) {
            content(first);
        }
        second(transcript.finals());
        if (transcript.finals().size() > Math.max(1, most)) {
            failures.add("client got " + transcript.finals().size() + " responses to " + most + " requests");
        }
    }

    private void verdict(@Nullable Message first) {
        boolean hangs = first == null && !seen.closed();
        switch (expect.verdict()) {
            case REJECT -> {
                boolean refused =
                        first == null ? seen.closed() : isFault(first) || (!first.complete() && seen.closed());
                if (!refused) {
                    failures.add(
                            first == null
                                    ? "neither answered nor closed (hangs)"
                                    : "status " + first.status() + ", wanted 502 or a broken-off response");
                }
            }
            case ACCEPT -> {
                if (first == null || !first.complete()) {
                    failures.add("no complete response");
                }
            }
            case EITHER -> {
                if (hangs && !expect.has(Mark.PENDING)) {
                    failures.add("neither answered nor closed (hangs)");
                }
            }
        }
    }

    private void content(Message first) {
        Set<Integer> statuses = expect.client().statuses();
        boolean wrongStatus = !statuses.isEmpty() && !statuses.contains(first.status());
        boolean judged = isFault(first) ? expect.verdict() == Verdict.ACCEPT : expect.verdict() != Verdict.REJECT;
        if (judged && wrongStatus) {
            failures.add("status " + first.status() + ", wanted " + statuses);
        }
        if (isFault(first)) {
            return;
        }
        if (expect.verdict() != Verdict.REJECT && first.complete()) {
            completeContent(first);
        }
        for (String name : without("absent")) {
            if (!first.fields().all(name).isEmpty()) {
                failures.add("response field " + name + " must not reach the client");
            }
        }
        for (String name : without("trailer_absent")) {
            if (!first.trailers().all(name).isEmpty()) {
                failures.add("response trailer " + name + " must not reach the client");
            }
        }
    }

    private void completeContent(Message first) {
        String digest = expect.client().bodySha256();
        if (!digest.isEmpty() && !RecordingUpstream.sha256(first.body()).equals(digest)) {
            failures.add("client body differs: " + StrictGrammar.shown(first.body()));
        }
        expect.client().headers().forEach((name, wanted) -> {
            if (!wanted.contains(first.fields().all(name))) {
                failures.add("response " + name + " is " + first.fields().all(name) + ", wanted one of " + wanted);
            }
        });
    }

    /** The second answer is the upstream's answer to the second request, or a refusal. */
    private void second(List<Message> finals) {
        if (!expect.client().second() || finals.size() < 2) {
            return;
        }
        Message second = finals.get(1);
        boolean own = second.status() == 200 && !second.fields().all("x-rec").isEmpty();
        if (second.status() < 400 && !own) {
            failures.add("the second response is not the second request's: " + second.status() + " "
                    + StrictGrammar.shown(second.body()));
        }
    }

    private List<String> without(String where) {
        return expect.client().without().getOrDefault(where, List.of());
    }

    private static boolean isFault(Message response) {
        return UPSTREAM_FAULTS.contains(response.status());
    }
}
