package io.fairlead.server.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder of configuration that a test writes, and the objects it writes there. */
public final class ConfigFolder {
    private final Path folder;
    private final Path scratch;

    /** The folder inside {@code parent}, empty at first. */
    public ConfigFolder(Path parent) {
        try {
            folder = Files.createDirectories(parent.resolve("config"));
            scratch = Files.createDirectories(parent.resolve("scratch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** Writes a file as a whole, as careful editors do. */
    public void write(String name, String text) {
        try {
            Path written = Files.writeString(scratch.resolve(name), text);
            Files.move(written, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nothing listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A Gateway for all hosts. */
    public static String gateway(int port) {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: edge}
                spec:
                  servers:
                    - port: {number: %d, name: http, protocol: HTTP}
                      hosts: ["*"]
                """.formatted(port);
    }

    /** The service {@code app.internal} with one endpoint on loopback. */
    public static String service(int port) {
        return """
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: app}
                spec:
                  hosts: [app.internal]
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  resolution: STATIC
                  endpoints: [{address: 127.0.0.1, ports: {http: %d}}]
                """.formatted(port);
    }

    /** A VirtualService that sends everything to {@code app.internal} and names itself in the response. */
    public static String forward(String marker) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: app}
                spec:
                  hosts: ["*"]
                  gateways: [edge]
                  http:
                    - route: [{destination: {host: app.internal}}]
                      headers: {response: {set: {x-config: "%s"}}}
                """.formatted(marker);
    }

    /** A VirtualService that answers everything by itself. */
    public static String direct(String name, String body) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: %s}
                spec:
                  hosts: ["*"]
                  gateways: [edge]
                  http:
                    - directResponse: {status: 200, body: {string: "%s"}}
                """.formatted(name, body);
    }
}
