package io.fairlead.testkit.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares one request that the upstream parsed with the facts about it. */
final class RequestJudge {
    private final Expectation.RequestFacts facts;
    private final Message request;
    private final List<String> failures = new ArrayList<>();

    RequestJudge(Expectation.RequestFacts facts, Message request) {
        this.facts = facts;
        this.request = request;
    }

    List<String> failures() {
        Map<String, String> seen = Map.of(
                "method", request.method(),
                "path", request.path(),
                "version", request.version(),
                "body_len", Integer.toString(request.body().length()),
                "body_sha256", RecordingUpstream.sha256(request.body()));
        facts.line().forEach((key, wanted) -> {
            if (key.equals("host")) {
                host(wanted);
            } else {
                oneOf(key, String.valueOf(seen.get(key)), wanted);
            }
        });
        facts.body().forEach((key, wanted) -> oneOf(key, String.valueOf(seen.get(key)), wanted));
        facts.headers()
                .forEach((name, wanted) ->
                        oneOf(name, String.join(", ", request.fields().all(name)), wanted));
        absences();
        return failures;
    }

    private void host(List<String> wanted) {
        oneOf(
                "host",
                request.host().toLowerCase(Locale.ROOT),
                wanted.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList());
    }

    private void absences() {
        for (String name : facts.without().getOrDefault("absent", List.of())) {
            if (!request.fields().all(name).isEmpty()) {
                failures.add(name + " must not be forwarded");
            }
        }
        for (String name : facts.without().getOrDefault("trailer_absent", List.of())) {
            if (!request.trailers().all(name).isEmpty()) {
                failures.add("trailer " + name + " must not be forwarded");
            }
        }
        for (String token : facts.without().getOrDefault("connection_without", List.of())) {
            if (request.fields().hasToken("connection", token)) {
                failures.add("connection must not list " + token);
            }
        }
        for (String oddity : facts.without().getOrDefault("no_soft", List.of())) {
            if (request.oddities().stream().anyMatch(what -> what.contains(oddity))) {
                failures.add(oddity);
            }
        }
    }

    private void oneOf(String what, String seen, List<String> wanted) {
        if (!wanted.contains(seen)) {
            failures.add(what + " is " + StrictGrammar.shown(seen) + ", wanted one of " + wanted);
        }
    }
}
