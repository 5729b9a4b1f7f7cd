package io.fairlead.testkit.hostile;

import io.fairlead.testkit.fixture.Fixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to come of a case.
 *
 * @param verdict whether the hostile message is refused
 * @param statuses allowed for the last response, empty for the usual ones
 * @param closed whether the client's connection has to be closed, null if it does not matter
 * @param marks single allowances
 * @param responses how many responses end the case, if it is not clear from the requests
 * @param interim the statuses of interim responses, null if they do not matter
 * @param upstream what the upstream must have parsed
 * @param client what the client must have got of a hostile response
 */
record Expectation(
        Verdict verdict,
        Set<Integer> statuses,
        @Nullable Boolean closed,
        Set<Mark> marks,
        OptionalInt responses,
        @Nullable List<Integer> interim,
        Upstream upstream,
        Client client) {
    private static final Set<String> KEYS = Set.of(
            "class",
            "status",
            "closed",
            "pending",
            "lossy",
            "raw_client",
            "responses",
            "interim",
            "upstream",
            "client");
    private static final Set<String> UPSTREAM_KEYS =
            Set.of("requests", "requests_if_rejected", "reqs", "always", "smuggled_ok");
    private static final Set<String> REQUEST_KEYS = Set.of(
            "method",
            "path",
            "version",
            "host",
            "header",
            "absent",
            "trailer_absent",
            "connection_without",
            "body_len",
            "body_sha256",
            "no_soft");
    private static final Set<String> CLIENT_KEYS = Set.of(
            "status", "body_sha256", "header", "absent", "trailer_absent", "not_contains", "max_interim", "second");

    /** Whether the hostile message is refused. */
    enum Verdict {
        /** It must be. */
        REJECT,
        /** It must not be. */
        ACCEPT,
        /** Both are right. */
        EITHER
    }

    /** Single allowances. */
    enum Mark {
        /** The proxy may still be waiting for more. */
        PENDING,
        /** An answer may be lost with the connection. */
        LOSSY,
        /** What the client gets need not be HTTP/1.1. */
        RAW_CLIENT,
        /** The facts about requests hold for refused ones as well. */
        ALWAYS,
        /** A request that looks smuggled is a proper one. */
        SMUGGLED_OK
    }

    /**
     * What the upstream must have parsed.
     *
     * @param least requests
     * @param most requests
     * @param ifRejected requests, where both verdicts are right and this one was refused
     * @param requests facts about each of them
     */
    record Upstream(int least, int most, int ifRejected, List<RequestFacts> requests) {
        boolean isRange() {
            return least != most;
        }
    }

    /**
     * Facts about one request that the upstream parsed.
     *
     * @param line allowed values of {@code method}, {@code path}, {@code version} and {@code host}
     * @param headers allowed values by lower-cased name, joined where there are several lines
     * @param body allowed values of {@code body_len} and {@code body_sha256}
     * @param without what must not be there, by where it must not be
     */
    record RequestFacts(
            Map<String, List<String>> line,
            Map<String, List<String>> headers,
            Map<String, List<String>> body,
            Map<String, List<String>> without) {}

    /**
     * What the client must have got of a hostile response.
     *
     * @param statuses allowed, empty for any
     * @param bodySha256 empty for any
     * @param headers allowed values by name
     * @param without names and texts that must not be there, by where
     * @param maxInterim how many interim responses
     * @param second whether a second response must be the one of the second request
     */
    record Client(
            Set<Integer> statuses,
            String bodySha256,
            Map<String, List<List<String>>> headers,
            Map<String, List<String>> without,
            int maxInterim,
            boolean second) {}

    static Expectation of(Fixture expect) {
        expect.onlyKnown(KEYS);
        Fixture upstream = expect.map("upstream").onlyKnown(UPSTREAM_KEYS);
        Verdict verdict = switch (expect.text("class", "")) {
            case "reject" -> Verdict.REJECT;
            case "accept" -> Verdict.ACCEPT;
            case "either" -> Verdict.EITHER;
            default -> throw new IllegalArgumentException("no class: " + expect);
        };
        Set<Mark> marks = new LinkedHashSet<>();
        mark(marks, expect.has("pending"), Mark.PENDING);
        mark(marks, expect.has("lossy"), Mark.LOSSY);
        mark(marks, expect.has("raw_client"), Mark.RAW_CLIENT);
        mark(marks, upstream.has("always"), Mark.ALWAYS);
        mark(marks, upstream.has("smuggled_ok"), Mark.SMUGGLED_OK);
        return new Expectation(
                verdict,
                numbers(expect, "status"),
                expect.has("closed") ? expect.flag("closed") : null,
                marks,
                expect.has("responses") ? OptionalInt.of(expect.number("responses", 0)) : OptionalInt.empty(),
                expect.has("interim") ? List.copyOf(numberList(expect, "interim")) : null,
                upstream(upstream, verdict),
                client(expect.map("client").onlyKnown(CLIENT_KEYS)));
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
    }

    private static void mark(Set<Mark> marks, boolean set, Mark mark) {
        if (set) {
            marks.add(mark);
        }
    }

    private static Upstream upstream(Fixture upstream, Verdict verdict) {
        int least = verdict == Verdict.REJECT ? 0 : 1;
        int most = least;
        if (upstream.members().get("requests") instanceof List<?>) {
            List<Integer> range = numberList(upstream, "requests");
            least = range.get(0);
            most = range.get(1);
        } else if (upstream.has("requests")) {
            least = upstream.number("requests", 0);
            most = least;
        }
        List<RequestFacts> facts = new ArrayList<>();
        for (Fixture request : upstream.maps("reqs")) {
            facts.add(requestFacts(request.onlyKnown(REQUEST_KEYS)));
        }
        return new Upstream(least, most, upstream.number("requests_if_rejected", 0), facts);
    }

    private static RequestFacts requestFacts(Fixture request) {
        return new RequestFacts(
                members(request, "method", "path", "version", "host"),
                alternatives(request.map("header")),
                members(request, "body_len", "body_sha256"),
                members(request, "absent", "trailer_absent", "connection_without", "no_soft"));
    }

    private static Client client(Fixture client) {
        Map<String, List<List<String>>> headers = new LinkedHashMap<>();
        Fixture wanted = client.map("header");
        for (String name : wanted.members().keySet()) {
            headers.put(name, wanted.list(name).stream().map(Expectation::texts).toList());
        }
        return new Client(
                numbers(client, "status"),
                client.text("body_sha256", ""),
                headers,
                members(client, "absent", "trailer_absent", "not_contains"),
                client.number("max_interim", 64),
                client.flag("second"));
    }

    private static Map<String, List<String>> members(Fixture map, String... names) {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (String name : names) {
            if (map.has(name)) {
                members.put(name, texts(map.members().get(name)));
            }
        }
        return members;
    }

    private static Map<String, List<String>> alternatives(Fixture map) {
        return members(map, map.members().keySet().toArray(String[]::new));
    }

    /** One value, or each of a list. */
    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private static List<Integer> numberList(Fixture map, String name) {
        return texts(map.members().get(name)).stream().map(Integer::valueOf).toList();
    }

    private static Set<Integer> numbers(Fixture map, String name) {
        return map.has(name) ? Set.copyOf(numberList(map, name)) : Set.of();
    }
}
