package io.fairlead.server.admin;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code /metrics}: Prometheus text, or OpenMetrics text where the {@code Accept} header asks for it. */
final class MetricsPage {
    private static final ExpositionFormats FORMATS = ExpositionFormats.init();

    private MetricsPage() {}

    static AdminResponse answer(ServerView view, AdminQuery query) {
        ExpositionFormatWriter writer = FORMATS.findWriter(query.accept());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, view.metrics());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return new AdminResponse(200, writer.getContentType(), body.toString(StandardCharsets.UTF_8));
    }
}
