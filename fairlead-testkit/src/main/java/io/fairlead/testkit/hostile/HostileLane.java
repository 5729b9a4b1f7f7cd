package io.fairlead.testkit.hostile;

import io.fairlead.testkit.hostile.Evidence.End;
import io.fairlead.testkit.time.Deadline;
import io.fairlead.testkit.time.Pause;
import io.fairlead.testkit.time.Stopwatch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * An upstream, and a way to it through a proxy, for one case after the other.
 *
 * <p>Several lanes may run at the same time if the proxy gives each a listener of its own. Not thread-safe.
 */
public final class HostileLane implements AutoCloseable {
    /** Silence that ends a case in which not everything came that could. */
    private static final Duration IDLE = Duration.ofMillis(1500);

    /** How long a proxy may take to close a connection that it has to close. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(4);
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration QUIET_AFTER_END = Duration.ofMillis(30);
    private static final Duration QUIET_AFTER_VIOLATION = Duration.ofMillis(100);

    private final RecordingUpstream upstream = new RecordingUpstream();

    /** Starts the upstream. */
    public HostileLane() throws IOException {}

    /** The port of 127.0.0.1 that the proxy has to forward all requests of this lane to. */
    public int upstreamPort() {
        return upstream.port();
    }

    /**
     * Runs a case against a port of the proxy.
     *
     * @return one sentence for each rule that is broken; empty if the case passes
     */
    public List<String> failures(HostileCase subject, int proxyPort) throws IOException {
        Recorder recorder = upstream.record(subject.script());
        try (HostileClient client = new HostileClient(proxyPort, subject)) {
            boolean cut = !settle(subject, client, recorder);
            if (!keeps(subject, client)) {
                Evidence now = evidence(subject, client, recorder, cut);
                client.disconnect();
                upstream.endConnections();
                return Judge.failures(subject, updated(now, recorder));
            }
            upstream.endConnections();
            List<String> failures = Judge.failures(subject, evidence(subject, client, recorder, cut));
            Deadline lingering = Deadline.in(LINGER);
            boolean mayClose = !Boolean.FALSE.equals(subject.expect().closed());
            while (!failures.isEmpty() && mayClose && !client.hasEnded() && !lingering.isOver()) {
                Pause.of(POLL);
                if (client.hasEnded()) {
                    failures = Judge.failures(subject, evidence(subject, client, recorder, cut));
                }
            }
            return failures;
        }
    }

    @Override
    public void close() throws IOException {
        upstream.close();
    }

    /** Waits until nothing more is to be expected; false if that took too long. */
    private static boolean settle(HostileCase subject, HostileClient client, Recorder recorder) {
        Stopwatch watch = Stopwatch.start();
        int seen = -1;
        Transcript transcript = Transcript.of("", false, subject.methods());
        while (watch.elapsed().compareTo(LIMIT) < 0) {
            Pause.of(POLL);
            if (client.size() != seen) {
                seen = client.size();
                transcript = Transcript.of(client.bytes(), false, subject.methods());
            }
            Duration quiet = shorter(client.quiet(), recorder.quiet());
            if (client.hasEnded()) {
                if (longer(quiet, QUIET_AFTER_END) && (client.isDone() || longer(quiet, IDLE))) {
                    return true;
                }
            } else if (client.isDone() && longer(quiet, neededSilence(subject, transcript))) {
                return true;
            }
        }
        return false;
    }

    private static Duration neededSilence(HostileCase subject, Transcript transcript) {
        if (!transcript.violation().isEmpty()) {
            return QUIET_AFTER_VIOLATION;
        }
        boolean all = transcript.finals().size() >= wanted(subject) && transcript.open() == null;
        return all ? QUIET : IDLE;
    }

    /** How many responses the client waits for. */
    private static int wanted(HostileCase subject) {
        Expectation expect = subject.expect();
        boolean refused = expect.verdict() == Expectation.Verdict.REJECT
                && subject.script().isEmpty();
        int byDefault = refused
                ? expect.upstream().most() + 1
                : Math.max(1, expect.upstream().most());
        return expect.responses().orElse(byDefault);
    }

    /** Whether a connection that is still open may yet be closed in time, or has answers that have to be looked at. */
    private static boolean keeps(HostileCase subject, HostileClient client) {
        Expectation expect = subject.expect();
        int base = expect.verdict() == Expectation.Verdict.REJECT
                ? expect.upstream().most()
                : 0;
        Transcript transcript = Transcript.of(client.bytes(), client.hasEnded(), subject.methods());
        return !client.hasEnded()
                && (subject.script().isPresent() || transcript.finals().size() > base);
    }

    private static Evidence evidence(HostileCase subject, HostileClient client, Recorder recorder, boolean cut) {
        boolean ended = client.hasEnded();
        String bytes = client.bytes();
        End end = client.wasReset() ? End.RESET : ended ? End.CLOSED : End.OPEN;
        return new Evidence(
                Transcript.of(bytes, ended, subject.methods()),
                bytes,
                recorder.requests(),
                recorder.violations(),
                end,
                cut);
    }

    /** The same with what reached the upstream as its connections ended. */
    private static Evidence updated(Evidence before, Recorder recorder) {
        return new Evidence(
                before.transcript(),
                before.bytes(),
                recorder.requests(),
                recorder.violations(),
                before.end(),
                before.ranTooLong());
    }

    private static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    private static boolean longer(Duration left, Duration right) {
        return left.compareTo(right) > 0;
    }
}
