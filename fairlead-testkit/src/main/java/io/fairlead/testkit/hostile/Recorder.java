package io.fairlead.testkit.hostile;

import io.fairlead.testkit.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the upstream saw during one case. Thread-safe. */
final class Recorder {
    private final List<Message> requests = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private Optional<HostileCase.Script> script;
    private Stopwatch sinceLast = Stopwatch.start();

    Recorder(Optional<HostileCase.Script> script) {
        this.script = script;
    }

    /** Notes that bytes went either way. */
    synchronized void touch() {
        sinceLast = Stopwatch.start();
    }

    /** For how long nothing went either way. */
    synchronized Duration quiet() {
        return sinceLast.elapsed();
    }

    /** Notes a request and returns its number, from 1. */
    synchronized int add(Message request) {
        requests.add(request);
        return requests.size();
    }

    synchronized void violated(String what) {
        violations.add(what);
    }

    /** The script, the first time. */
    synchronized Optional<HostileCase.Script> takeScript() {
        Optional<HostileCase.Script> taken = script;
        script = Optional.empty();
        return taken;
    }

    synchronized List<Message> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
