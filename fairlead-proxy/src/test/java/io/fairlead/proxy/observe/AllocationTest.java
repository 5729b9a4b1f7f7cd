package io.fairlead.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.routing.HeaderFormat;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationTest {
    @Test
    void theMeasurementSeesAllocation() {
        Object[] kept = new Object[1];

        assertThat(Allocation.bytesPerRun(() -> kept[0] = new byte[100])).isBetween(100L, 200L);
    }

    @Test
    void evaluatingCommandsAllocatesNothing() {
        CommandFormat format = CommandFormat.of(
                HeaderFormat.parse("%START_TIME% %REQ(x-user?x-other):20% %DOWNSTREAM_REMOTE_ADDRESS% %RESPONSE_FLAGS%"
                        + " %DURATION% %REQ(:path)% %RESP(server)%"),
                CommandContext.EMPTY);
        RequestFacts info = Requests.forwarded(Map.of("x-other", "ann"), Map.of("server", "s"));
        info.flag(ResponseFlag.NO_HEALTHY_UPSTREAM);
        ByteScratch out = new ByteScratch();

        assertThat(Allocation.bytesPerRun(() -> {
                    out.clear();
                    format.append(info, out);
                }))
                .isZero();
    }

    @Test
    void loggingARequestAllocatesNothing() {
        RequestFacts info = Requests.forwarded(Map.of("user-agent", "a \"quoted\" one\u00ff"), Map.of());
        for (AccessLogOptions.Format format :
                new AccessLogOptions.Format[] {AccessLogOptions.Format.ISTIO_TEXT, AccessLogOptions.Format.ISTIO_JSON
                }) {
            try (AccessLog log = AccessLog.open(
                    new AccessLogOptions(format, null), CommandContext.EMPTY, 1, OutputStream.nullOutputStream())) {
                AccessLog.Loop loop = log.loop(0);
                assertThat(Allocation.bytesPerRun(() -> loop.log(info))).isZero();
            }
        }
    }
}
