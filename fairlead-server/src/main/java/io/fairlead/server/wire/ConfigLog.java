package io.fairlead.server.wire;

import io.fairlead.diagnostic.Diagnostic;
import io.fairlead.resource.FieldPath;
import io.fairlead.resource.ResourceRef;
import io.fairlead.server.admin.ConfigReport;
import io.fairlead.server.admin.ListenerReport;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Logs every change of the configuration once: a version when it comes into force, a finding when it appears and when it
 * is resolved. Owned by the compile thread.
 */
final class ConfigLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLog.class);

    private Map<Finding, Diagnostic> known = Map.of();

    /** What makes two findings the same although lines moved. */
    private record Finding(String code, @Nullable ResourceRef resource, FieldPath path, String message) {
        static Finding of(Diagnostic diagnostic) {
            return new Finding(diagnostic.code().id(), diagnostic.resource(), diagnostic.path(), diagnostic.message());
        }
    }

    /** A version that is in force now. */
    void applied(ConfigReport report, long tookMillis) {
        LOG.info(
                "config.applied version={} listeners={} routes={} clusters={} diagnostics={} took_ms={}",
                report.version(),
                report.listeners().size(),
                report.listeners().stream().mapToInt(ListenerReport::routes).sum(),
                report.snapshot().clusters().size(),
                report.diagnostics().size(),
                tookMillis);
    }

    /** A version that routes as the one before did. */
    void unchanged(ConfigReport report, long tookMillis) {
        LOG.info(
                "config.unchanged version={} diagnostics={} took_ms={}",
                report.version(),
                report.diagnostics().size(),
                tookMillis);
    }

    /** A version that a fault of this program kept out. */
    void failed(long version, Throwable fault) {
        LOG.error("config.failed version={} kept=\"the version before\"", version, fault);
    }

    /** The findings that there are now. */
    void diagnostics(List<Diagnostic> now) {
        Map<Finding, Diagnostic> next = new HashMap<>();
        for (Diagnostic diagnostic : now) {
            Finding finding = Finding.of(diagnostic);
            if (next.put(finding, diagnostic) == null && !known.containsKey(finding)) {
                log(level(diagnostic), "diagnostic.new", diagnostic);
            }
        }
        known.forEach((finding, diagnostic) -> {
            if (!next.containsKey(finding)) {
                log(Level.INFO, "diagnostic.resolved", diagnostic);
            }
        });
        known = next;
    }

    private static Level level(Diagnostic diagnostic) {
        return switch (diagnostic.severity()) {
            case ERROR -> Level.ERROR;
            case WARNING -> Level.WARN;
            case INFO -> Level.INFO;
        };
    }

    private static void log(Level level, String event, Diagnostic diagnostic) {
        LOG.atLevel(level)
                .log(
                        "{} code={} severity={} object={} path={} at={} message={} advice={}",
                        event,
                        diagnostic.code(),
                        diagnostic.severity().name().toLowerCase(Locale.ROOT),
                        diagnostic.resource() == null ? "-" : diagnostic.resource(),
                        quoted(diagnostic.path().toString()),
                        quoted(diagnostic.position().toString()),
                        quoted(diagnostic.message()),
                        quoted(diagnostic.advice()));
    }

    /** A value that may hold spaces; control characters of a hostile file must not forge lines. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\n') {
                quoted.append("\\n");
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
