package io.fairlead.server.admin;

/**
 * One content of one port of the configuration: a port has several where the server name of TLS tells connections apart.
 *
 * @param name as Istio names its route configuration, for example {@code http.8080}
 * @param address the IP address it binds
 * @param port 1 to 65535
 * @param virtualHosts how many there are
 * @param routes how many there are in all virtual hosts
 * @param failure why it is not served, "" if it is
 */
public record ListenerReport(String name, String address, int port, int virtualHosts, int routes, String failure) {}
