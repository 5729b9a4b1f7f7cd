package io.fairlead.testkit.conformance;

import io.fairlead.testkit.backend.Behaviour;
import io.fairlead.testkit.backend.Behaviour.Ending;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The echo backends of one case. */
final class Fleet implements AutoCloseable {
    private final HitLog log = new HitLog();
    private final Map<String, EchoBackend> backends = new LinkedHashMap<>();

    /** Starts those that listen from the beginning. */
    Fleet(List<Case.BackendSpec> specs) {
        try {
            specs.forEach(this::add);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(Case.BackendSpec spec) {
        boolean bytes = spec.protocol().equals("tcp") || spec.protocol().equals("tls");
        EchoBackend backend = EchoBackend.stopped(
                spec.name(), spec.port(), log, spec.tls(), bytes ? EchoBackend.Talk.BYTES : EchoBackend.Talk.HTTP);
        backends.put(spec.name(), backend);
        if (!spec.script().isEmpty()) {
            backend.behave(spec.script());
        } else if (spec.behaviour().ending() != Ending.DOWN) {
            backend.behave(spec.behaviour());
        }
    }

    /** Changes one backend from now on. */
    void set(String name, Behaviour behaviour) {
        EchoBackend backend = backends.get(name);
        if (backend == null) {
            throw new IllegalArgumentException("no backend " + name + " among " + backends.keySet());
        }
        backend.behave(behaviour);
    }

    HitLog log() {
        return log;
    }

    @Override
    public void close() {
        backends.values().forEach(EchoBackend::close);
    }
}
