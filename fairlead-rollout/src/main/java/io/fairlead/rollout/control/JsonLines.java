package io.fairlead.rollout.control;

import io.fairlead.rollout.machine.Transition;
import io.fairlead.rollout.store.TransitionJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events and what people asked for to two files, one JSON object a line: {@code events.jsonl} and {@code audit.jsonl}. A
 * file that has grown to {@value #MAX_BYTES} bytes is renamed with {@code .1} at its end, in place of the one before.
 */
public final class JsonLines implements RolloutListener {
    private static final Logger LOG = LoggerFactory.getLogger(JsonLines.class);
    private static final long MAX_BYTES = 64L << 20;

    private final Path folder;

    /** Writes into a folder that exists. */
    public JsonLines(Path folder) {
        this.folder = folder;
    }

    @Override
    public void happened(RolloutEvent event) {
        write("events.jsonl", event);
    }

    @Override
    public void asked(AuditEntry entry) {
        write("audit.jsonl", entry);
    }

    @Override
    public void changed(Transition transition) {
        // The store has it.
    }

    private void write(String name, Record line) {
        Path file = folder.resolve(name);
        try {
            if (Files.exists(file) && Files.size(file) >= MAX_BYTES) {
                Files.move(file, folder.resolve(name + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            byte[] json = TransitionJson.write(line);
            byte[] whole = java.util.Arrays.copyOf(json, json.length + 1);
            whole[json.length] = '\n';
            Files.write(file, whole, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.error("rollout.lines.failed file={} reason={}", file, e.toString());
        }
    }
}
