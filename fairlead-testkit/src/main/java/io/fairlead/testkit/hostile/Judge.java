package io.fairlead.testkit.hostile;

import io.fairlead.testkit.hostile.Expectation.Mark;
import io.fairlead.testkit.hostile.Expectation.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells which rules a case breaks. */
final class Judge {
    private final HostileCase subject;
    private final Expectation expect;
    private final Evidence seen;
    private final Set<String> failures = new LinkedHashSet<>();

    private Judge(HostileCase subject, Evidence seen) {
        this.subject = subject;
        this.expect = subject.expect();
        this.seen = seen;
    }

    /** One sentence for each broken rule. */
    static List<String> failures(HostileCase subject, Evidence seen) {
        Judge judge = new Judge(subject, seen);
        judge.invariants();
        if (subject.script().isPresent()) {
            judge.failures.addAll(ResponseJudge.failures(subject, seen));
        } else {
            judge.requests();
        }
        judge.connection();
        return new ArrayList<>(judge.failures);
    }

    /** A status that says that the request was at fault, or is not understood. */
    private static boolean refuses(int status) {
        return (status >= 400 && status < 500) || status == 500 || status == 501 || status == 505;
    }

    private boolean aborted() {
        return subject.ending() == HostileCase.Ending.RESET || subject.ending() == HostileCase.Ending.CLOSE;
    }

    /** What holds for every case. */
    private void invariants() {
        Transcript transcript = seen.transcript();
        seen.violations().forEach(what -> failures.add("upstream got bytes outside the strict grammar: " + what));
        for (Message request : seen.requests()) {
            if (!request.fields().all("x-injected").isEmpty()
                    || !request.trailers().all("x-injected").isEmpty()) {
                failures.add("an injected header reached the upstream");
            }
            if (request.path().contains("smuggled") && !expect.has(Mark.SMUGGLED_OK)) {
                failures.add("a smuggled request reached the upstream: " + request.method() + " " + request.path());
            }
        }
        if (!transcript.violation().isEmpty() && !expect.has(Mark.RAW_CLIENT)) {
            failures.add("client got bytes outside the strict grammar: " + transcript.violation());
        }
        if (Stream.concat(transcript.finals().stream(), transcript.interim().stream())
                .anyMatch(response -> !response.fields().all("x-injected").isEmpty())) {
            failures.add("an injected header reached the client");
        }
        if (seen.ranTooLong()) {
            failures.add("the case ran past its time limit");
        }
        numbering();
    }

    /** Every answer of the upstream reaches the client once and in order. */
    private void numbering() {
        List<Message> responses = new ArrayList<>(seen.transcript().finals());
        Message open = seen.transcript().open();
        if (open != null) {
            responses.add(open);
        }
        List<Integer> numbers = responses.stream()
                .flatMap(response -> response.fields().all("x-rec").stream())
                .filter(value -> value.chars().allMatch(Character::isDigit))
                .map(Integer::valueOf)
                .toList();
        if (!numbers.equals(new ArrayList<>(new TreeSet<>(numbers)))) {
            failures.add("responses out of order or repeated: " + numbers);
        }
        boolean complete = subject.script().isEmpty()
                && !aborted()
                && !expect.has(Mark.LOSSY)
                && seen.end() != Evidence.End.RESET
                && seen.violations().isEmpty();
        if (complete && numbers.size() != seen.requests().size()) {
            failures.add("upstream parsed " + seen.requests().size() + " requests, client saw " + numbers.size()
                    + " of its answers");
        }
    }

    private void requests() {
        Expectation.Upstream upstream = expect.upstream();
        int count = seen.requests().size();
        boolean rejected = wasRejected();
        int base = expect.verdict() == Verdict.EITHER && rejected ? upstream.ifRejected() : upstream.most();
        if (upstream.isRange()) {
            base = count;
            if (count < upstream.least() || count > upstream.most()) {
                failures.add("upstream parsed " + count + " requests, wanted " + upstream.least() + " to "
                        + upstream.most());
            }
        } else if (count != base) {
            failures.add("upstream parsed " + count + " complete requests, wanted " + base);
        }
        if (rejected) {
            refusal(base);
        } else if (!aborted()) {
            acceptance();
        }
        requestFacts();
        List<Integer> interim =
                seen.transcript().interim().stream().map(Message::status).toList();
        if (expect.interim() != null && !rejected && !interim.equals(expect.interim())) {
            failures.add("interim responses " + interim + ", wanted " + expect.interim());
        }
    }

    private boolean wasRejected() {
        Expectation.Upstream upstream = expect.upstream();
        if (expect.verdict() != Verdict.EITHER) {
            return expect.verdict() == Verdict.REJECT;
        }
        int count = seen.requests().size();
        int finals = seen.transcript().finals().size();
        if (upstream.isRange() || upstream.most() == upstream.ifRejected()) {
            return finals > count || finals == 0;
        }
        return count == upstream.ifRejected() && count != upstream.most();
    }

    private void refusal(int base) {
        List<Integer> statuses = seen.transcript().statuses();
        if (statuses.size() > base) {
            int last = statuses.get(statuses.size() - 1);
            boolean byDefault =
                    expect.verdict() == Verdict.EITHER || expect.statuses().isEmpty();
            if (!expect.statuses().contains(last) && !(byDefault && refuses(last))) {
                failures.add("status " + last + ", wanted a refusal");
            }
        } else if (!seen.closed() && !aborted() && !expect.has(Mark.PENDING)) {
            failures.add("neither refused nor closed (hangs)");
        }
    }

    private void acceptance() {
        List<Integer> statuses = seen.transcript().statuses();
        Set<Integer> wanted = expect.statuses().isEmpty() ? Set.of(200) : expect.statuses();
        if (statuses.isEmpty()) {
            boolean excused = (expect.has(Mark.LOSSY) && seen.closed()) || expect.has(Mark.PENDING);
            if (!excused) {
                failures.add("no response" + (seen.closed() ? " (closed)" : " (hangs)"));
            }
        } else {
            int last = statuses.get(statuses.size() - 1);
            if (!wanted.contains(last) && !(expect.verdict() == Verdict.EITHER && refuses(last))) {
                failures.add("status " + last + ", wanted " + wanted);
            }
        }
        if (seen.transcript().open() != null) {
            failures.add("the response is not complete");
        }
    }

    private void requestFacts() {
        List<Expectation.RequestFacts> facts = expect.upstream().requests();
        for (int i = 0; i < facts.size() && i < seen.requests().size(); i++) {
            String tag = "upstream request " + (i + 1) + ": ";
            new RequestJudge(facts.get(i), seen.requests().get(i)).failures().forEach(what -> failures.add(tag + what));
        }
    }

    private void connection() {
        Boolean closed = expect.closed();
        boolean nothingYet =
                expect.has(Mark.PENDING) && seen.transcript().finals().isEmpty();
        if (Boolean.TRUE.equals(closed) && !seen.closed() && !aborted() && !nothingYet) {
            failures.add("connection left open, must be closed");
        }
        if (Boolean.FALSE.equals(closed) && seen.closed()) {
            failures.add("connection closed, must stay open");
        }
    }
}
