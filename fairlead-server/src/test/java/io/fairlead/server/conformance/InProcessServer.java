package io.fairlead.server.conformance;

import io.fairlead.routing.Viewpoint;
import io.fairlead.server.wire.FairleadServer;
import io.fairlead.server.wire.ServerOptions;
import io.fairlead.testkit.conformance.SystemUnderTest;
import java.io.IOException;

/** The whole server in the process of the test, wired as the command line wires it. */
final class InProcessServer implements SystemUnderTest {
    @Override
    public Running start(Launch launch) throws IOException {
        Viewpoint viewpoint = new Viewpoint(launch.namespace(), launch.labels(), launch.locality());
        if (launch.meshPort().isPresent()) {
            viewpoint = viewpoint.withHttpProxyPort(launch.meshPort().getAsInt());
        }
        return new RunningServer(FairleadServer.start(
                ServerOptions.of(launch.config()).withEphemeralAdmin().withViewpoint(viewpoint)));
    }

    private record RunningServer(FairleadServer server) implements Running {
        @Override
        public boolean isReady() {
            return server.readiness().isReady();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
