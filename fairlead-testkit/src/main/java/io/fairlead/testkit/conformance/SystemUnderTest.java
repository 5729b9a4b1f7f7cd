package io.fairlead.testkit.conformance;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/** What a case runs against: something that reads a folder of Istio objects and serves. */
public interface SystemUnderTest {
    /**
     * Starts it.
     *
     * @throws Exception if it cannot start; the case fails with it
     */
    Running start(Launch launch) throws Exception;

    /**
     * How to start it.
     *
     * @param config the folder with the configuration, already written
     * @param namespace of the workload whose proxy it is
     * @param labels of that workload
     * @param locality of that workload, {@code region/zone/subzone}
     * @param meshPort where to listen for outbound requests of the mesh, empty for a gateway only
     */
    record Launch(Path config, String namespace, Map<String, String> labels, String locality, OptionalInt meshPort) {
        public Launch {
            labels = Map.copyOf(labels);
        }
    }

    /** A running system. */
    interface Running extends AutoCloseable {
        /** Whether it serves the configuration it was started with, or a newer one. */
        boolean isReady();

        /** Ends it and frees its ports. */
        @Override
        void close();
    }
}
