package io.fairlead.proxy.observe.metrics;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** The process and its JVM, under the names that Prometheus' clients use. */
final class RuntimeMetrics {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private RuntimeMetrics() {}

    /** Adds the current values. Any thread. */
    static void collect(Collection<MetricSnapshot> target) {
        collectMemory(target);
        collectGarbageCollection(target);
        target.add(Snapshots.gauge(
                "jvm_threads_current",
                "Threads of the JVM.",
                ManagementFactory.getThreadMXBean().getThreadCount()));
        target.add(Snapshots.gauge(
                "process_start_time_seconds",
                "When the process began, in seconds since 1970.",
                ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND));
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (system instanceof com.sun.management.OperatingSystemMXBean process) {
            target.add(Snapshots.counter(
                    "process_cpu_seconds",
                    "Processor time of the process.",
                    Math.max(0, process.getProcessCpuTime()) / NANOS_PER_SECOND));
        }
        if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
            target.add(
                    Snapshots.gauge("process_open_fds", "Open file descriptors.", unix.getOpenFileDescriptorCount()));
            target.add(Snapshots.gauge(
                    "process_max_fds", "File descriptors that may be open.", unix.getMaxFileDescriptorCount()));
        }
    }

    private static void collectMemory(Collection<MetricSnapshot> target) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        MemoryUsage other = memory.getNonHeapMemoryUsage();
        target.add(byArea("jvm_memory_used_bytes", "Memory in use.", heap.getUsed(), other.getUsed()));
        target.add(byArea(
                "jvm_memory_committed_bytes",
                "Memory got from the system.",
                heap.getCommitted(),
                other.getCommitted()));
        target.add(
                byArea("jvm_memory_max_bytes", "Memory that may be used; -1 for any.", heap.getMax(), other.getMax()));
        Map<String, Long> pools = new TreeMap<>();
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            pools.put(pool.getName(), pool.getMemoryUsed());
        }
        target.add(
                Snapshots.gauges("jvm_buffer_pool_used_bytes", "Memory of buffers outside the heap.", "pool", pools));
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            target.add(Snapshots.gauges(
                    "fairlead_buffer_memory_bytes",
                    "Memory that the allocator of buffers holds, in use or kept for use.",
                    "area",
                    Map.of(
                            "direct", allocator.metric().usedDirectMemory(),
                            "heap", allocator.metric().usedHeapMemory())));
        }
    }

    private static GaugeSnapshot byArea(String name, String help, long heap, long other) {
        return Snapshots.gauges(name, help, "area", Map.of("heap", heap, "nonheap", other));
    }

    private static void collectGarbageCollection(Collection<MetricSnapshot> target) {
        SummarySnapshot.Builder collections =
                SummarySnapshot.builder().name("jvm_gc_collection_seconds").help("Time spent in garbage collection.");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections.dataPoint(SummarySnapshot.SummaryDataPointSnapshot.builder()
                    .labels(Labels.of("gc", collector.getName()))
                    .count(Math.max(0, collector.getCollectionCount()))
                    .sum(Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND)
                    .build());
        }
        target.add(collections.build());
    }
}
