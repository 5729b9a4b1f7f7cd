package io.fairlead.server.demo;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * What the demo is started with.
 *
 * @param gatewayPort where the proxy listens, 1 to 65535
 * @param modelPort the first of three ports for the models; others are taken where these are not free
 * @param admin where the admin address listens; port 0 takes any free one
 * @param folder where the configuration is written; made if it does not exist
 */
public record DemoOptions(int gatewayPort, int modelPort, InetSocketAddress admin, Path folder) {
    /** The gateway's port where none is asked for. */
    public static final int DEFAULT_GATEWAY_PORT = 8080;
    /** The first model's port where none is asked for. */
    public static final int DEFAULT_MODEL_PORT = 8101;
}
