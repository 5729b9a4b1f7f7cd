package io.fairlead.server.cli;

import io.fairlead.proxy.observe.AccessLogOptions;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The texts that flags hold, taken apart. Every method throws {@link IllegalArgumentException} with a message for users. */
final class Flags {
    private static final int MAX_PORT = 65_535;

    private Flags() {}

    /** {@code HOST:PORT}, {@code [IPv6]:PORT}; port 0 means any free one. The host is resolved. */
    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets, as in [::1]:15000: '" + text + "'");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("not HOST:PORT, as in 127.0.0.1:15000: '" + text + "'");
        }
        InetSocketAddress address = new InetSocketAddress(host, port(text.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host '" + host + "' has no address");
        }
        return address;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message that also serves for numbers out of range.
        }
        throw new IllegalArgumentException("a port is a number from 0 to " + MAX_PORT + ", not '" + text + "'");
    }

    /** {@code k=v,k=v}; "" means none. */
    static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        String rest = text.strip();
        while (!rest.isEmpty()) {
            int end = rest.indexOf(',');
            String pair = (end < 0 ? rest : rest.substring(0, end)).strip();
            rest = end < 0 ? "" : rest.substring(end + 1);
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("a label is KEY=VALUE, not '" + pair + "'");
            }
            String key = pair.substring(0, equals);
            if (labels.put(key, pair.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("the label '" + key + "' is given twice");
            }
        }
        return labels;
    }

    /** {@code region}, {@code region/zone} or {@code region/zone/subzone}; "" means unknown. */
    static String locality(String text) {
        String locality = text.strip();
        if (locality.chars().filter(c -> c == '/').count() > 2 || locality.startsWith("/")) {
            throw new IllegalArgumentException("a locality is region/zone/subzone, not '" + text + "'");
        }
        return locality;
    }

    /** {@code text}, {@code json} or a format string with Envoy's operators. */
    static AccessLogOptions.Format accessLogFormat(String text) {
        return switch (text) {
            case "text" -> AccessLogOptions.Format.ISTIO_TEXT;
            case "json" -> AccessLogOptions.Format.ISTIO_JSON;
            default -> AccessLogOptions.Format.text(text);
        };
    }

    /** Go's form, for example {@code 5s}, {@code 500ms}, {@code 1m30s}; {@code 0} alone needs no unit. */
    static Duration duration(String text) {
        String problem = "a duration is a number with a unit, as in 500ms, 5s or 1m30s, not '" + text + "'";
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Duration total = Duration.ZERO;
        int at = 0;
        try {
            while (at < text.length()) {
                int unitAt = skip(text, at, true);
                int next = skip(text, unitAt, false);
                long amount = Long.parseLong(text.substring(at, unitAt));
                total = total.plus(ofUnit(amount, text.substring(unitAt, next), problem));
                at = next;
            }
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException(problem, e);
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
        return total;
    }

    private static int skip(String text, int from, boolean digits) {
        int at = from;
        while (at < text.length() && (text.charAt(at) >= '0' && text.charAt(at) <= '9') == digits) {
            at++;
        }
        return at;
    }

    private static Duration ofUnit(long amount, String unit, String problem) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException(problem);
        };
    }
}
