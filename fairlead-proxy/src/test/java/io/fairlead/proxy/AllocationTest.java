package io.fairlead.proxy;

import static io.fairlead.proxy.TestProxy.HOST;
import static io.fairlead.proxy.TestProxy.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steady traffic makes little garbage: what a request needs is kept from the one before it. */
class AllocationTest {
    private static final Logger LOG = LoggerFactory.getLogger(AllocationTest.class);

    private static final int WARM_UP = 2_000;
    private static final int REQUESTS = 2_000;

    /** Nothing is needed for each request; this leaves room for what happens now and then, such as a resized pool. */
    private static final long MAX_BYTES_PER_REQUEST = 256;

    @Test
    void aForwardedRequestAllocatesLittleOnTheEventLoop() throws Exception {
        Level level = ResourceLeakDetector.getLevel();
        // Tracing leaks allocates far more than what is measured here.
        ResourceLeakDetector.setLevel(Level.DISABLED);
        try (RawUpstream upstream = RawUpstream.answering(RawUpstream.OK);
                TestProxy proxy = TestProxy.start()) {
            proxy.serve(new Routing().cluster("up", upstream.port()).forwardAll("up"));
            try (RawConnection client = proxy.connect()) {
                send(client, WARM_UP);
                long loop = loopThread();
                ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                long cpuBefore = threads.getThreadCpuTime(loop);
                long before = threads.getThreadAllocatedBytes(loop);
                send(client, REQUESTS);
                long perRequest = (threads.getThreadAllocatedBytes(loop) - before) / REQUESTS;
                LOG.warn("allocation.measured bytes_per_request={}", perRequest);
                assertThat(threads.getThreadCpuTime(loop))
                        .as("this is the thread that works")
                        .isGreaterThan(cpuBefore);
                assertThat(perRequest).isLessThan(MAX_BYTES_PER_REQUEST);
            }
        } finally {
            ResourceLeakDetector.setLevel(level);
        }
    }

    private static void send(RawConnection client, int count) throws Exception {
        RawRequest request =
                RawRequest.get("/some/path", HOST).header("user-agent", "test").header("accept", "*/*");
        for (int i = 0; i < count; i++) {
            assertThat(client.exchange(request, LIMIT).status()).isEqualTo(200);
        }
    }

    private static long loopThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("fairlead-loop"))
                .mapToLong(Thread::getId)
                .max()
                .orElseThrow();
    }
}
