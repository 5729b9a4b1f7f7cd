package io.fairlead.routing.overlay;

/**
 * The parts of a cluster's name, {@code outbound|<port>|<subset>|<host>}.
 *
 * @param port 0 if the name is of another form
 */
public record ClusterName(int port, String subset, String host) {
    private static final String PREFIX = "outbound|";

    /** The parts of {@code name}. */
    public static ClusterName parse(String name) {
        int portEnd = name.indexOf('|', PREFIX.length());
        int subsetEnd = name.indexOf('|', portEnd + 1);
        if (!name.startsWith(PREFIX) || portEnd < 0 || subsetEnd < 0) {
            return new ClusterName(0, "", name);
        }
        return new ClusterName(
                Integer.parseInt(name, PREFIX.length(), portEnd, 10),
                name.substring(portEnd + 1, subsetEnd),
                name.substring(subsetEnd + 1));
    }

    @Override
    public String toString() {
        return PREFIX + port + "|" + subset + "|" + host;
    }
}
