package io.fairlead.proxy.observe;

import io.fairlead.routing.HeaderFormat.Segment;
import io.fairlead.routing.HeaderName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command operator, ready to run: {@code %REQ(x-user):10%}. Immutable. Source: Envoy, "Access logging", command operators.
 */
final class Command {
    /** Adds a value to {@code out}; adds nothing and returns false if there is none. */
    @FunctionalInterface
    interface Evaluator {
        boolean append(RequestFacts info, ByteScratch out);
    }

    private static final Evaluator ABSENT = (info, out) -> false;
    private static final HeaderName REQUEST_ID = HeaderName.of("x-request-id");
    private static final Set<String> NUMBERS = Set.of(
            "RESPONSE_CODE",
            "BYTES_RECEIVED",
            "BYTES_SENT",
            "DURATION",
            "REQUEST_DURATION",
            "RESPONSE_DURATION",
            "RESPONSE_TX_DURATION",
            "CONNECTION_ID",
            "UPSTREAM_REQUEST_ATTEMPT_COUNT",
            "DOWNSTREAM_WIRE_BYTES_RECEIVED",
            "DOWNSTREAM_WIRE_BYTES_SENT");
    private static final Set<String> WITH_ARGUMENT =
            Set.of("REQ", "REQ_WITHOUT_QUERY", "RESP", "START_TIME", "ENVIRONMENT", "TRAILER");
    private static final Map<String, Evaluator> PLAIN = plain();

    private final Evaluator evaluator;
    private final int maxLength;
    private final boolean number;

    private Command(Evaluator evaluator, int maxLength, boolean number) {
        this.evaluator = evaluator;
        this.maxLength = maxLength;
        this.number = number;
    }

    static Command of(Segment.Command command, CommandContext context) {
        String argument = command.argument() == null ? "" : command.argument();
        Evaluator evaluator;
        switch (command.name()) {
            case "REQ" -> evaluator = header(argument, Command::requestHeader);
            case "REQ_WITHOUT_QUERY" -> evaluator = withoutQuery(header(argument, Command::requestHeader));
            case "RESP" -> evaluator = header(argument, Command::responseHeader);
            case "START_TIME" -> {
                TimeFormat format = TimeFormat.of(argument);
                evaluator = (info, out) -> format.append(info.startMillis(), out);
            }
            case "HOSTNAME" -> evaluator = constant(context.hostname());
            case "ENVIRONMENT" -> evaluator = constant(context.environment().getOrDefault(argument, ""));
            default -> evaluator = PLAIN.getOrDefault(command.name(), ABSENT);
        }
        return new Command(evaluator, command.maxLength(), NUMBERS.contains(command.name()));
    }

    /** Whether a command with this name means anything here. */
    static boolean isKnown(String name) {
        return PLAIN.containsKey(name) || WITH_ARGUMENT.contains(name) || name.equals("HOSTNAME");
    }

    /** Adds the value to {@code out}; adds nothing and returns false if there is none. */
    boolean append(RequestFacts info, ByteScratch out) {
        int start = out.size();
        if (!evaluator.append(info, out)) {
            out.truncate(start);
            return false;
        }
        if (maxLength >= 0 && out.size() - start > maxLength) {
            out.truncate(start + maxLength);
        }
        return true;
    }

    /** Whether the value is a number, as JSON knows it. */
    boolean isNumber() {
        return number && maxLength < 0;
    }

    // ---- headers

    /** {@code name} or {@code name?alternative}: the first that is there. */
    private static Evaluator header(String argument, Function<HeaderName, Evaluator> lookup) {
        int mark = argument.indexOf('?');
        if (mark < 0) {
            return lookup.apply(HeaderName.of(argument.trim()));
        }
        Evaluator first = lookup.apply(HeaderName.of(argument.substring(0, mark).trim()));
        Evaluator second =
                lookup.apply(HeaderName.of(argument.substring(mark + 1).trim()));
        return (info, out) -> first.append(info, out) || second.append(info, out);
    }

    private static Evaluator requestHeader(HeaderName name) {
        return switch (name.toString()) {
            case ":method" -> (info, out) -> slice(info.method(), out);
            case ":path" -> (info, out) -> slice(info.path(), out);
            case ":authority", "host" -> (info, out) -> slice(info.authority(), out);
            case ":scheme" -> (info, out) -> text(info.isSecure() ? "https" : "http", out);
            default -> (info, out) -> found(info.requestHeaders(), name, out);
        };
    }

    private static Evaluator responseHeader(HeaderName name) {
        if (name.toString().equals(":status")) {
            return (info, out) -> info.responseCode() != 0 && number(info.responseCode(), out);
        }
        return (info, out) -> found(info.responseHeaders(), name, out);
    }

    private static boolean found(HeaderSource headers, HeaderName name, ByteScratch out) {
        // The slice is the scratch's own, so that looking a header up allocates nothing.
        ByteSlice value = out.lookup();
        if (!headers.find(name, value)) {
            return false;
        }
        out.append(value);
        return true;
    }

    private static Evaluator withoutQuery(Evaluator evaluator) {
        return (info, out) -> {
            int start = out.size();
            if (!evaluator.append(info, out)) {
                return false;
            }
            for (int i = start; i < out.size(); i++) {
                if (out.array()[i] == '?') {
                    out.truncate(i);
                    break;
                }
            }
            return true;
        };
    }

    // ---- everything else

    private static Map<String, Evaluator> plain() {
        Map<String, Evaluator> all = new HashMap<>();
        addAddresses(all);
        addDurations(all);
        addUpstream(all);
        all.put("PROTOCOL", (info, out) -> text(info.protocol(), out));
        all.put("RESPONSE_CODE", (info, out) -> number(info.responseCode(), out));
        all.put("RESPONSE_CODE_DETAILS", (info, out) -> text(info.responseCodeDetails(), out));
        all.put("RESPONSE_FLAGS", (info, out) -> {
            ResponseFlag.appendNames(info.flags(), out);
            return true;
        });
        all.put("CONNECTION_TERMINATION_DETAILS", (info, out) -> text(info.connectionTerminationDetails(), out));
        all.put("BYTES_RECEIVED", (info, out) -> number(info.bytesReceived(), out));
        all.put("BYTES_SENT", (info, out) -> number(info.bytesSent(), out));
        all.put("DOWNSTREAM_WIRE_BYTES_RECEIVED", (info, out) -> number(info.wireBytesReceived(), out));
        all.put("DOWNSTREAM_WIRE_BYTES_SENT", (info, out) -> number(info.wireBytesSent(), out));
        all.put("ROUTE_NAME", (info, out) -> text(info.routeName(), out));
        all.put("VIRTUAL_CLUSTER_NAME", ABSENT);
        all.put("REQUESTED_SERVER_NAME", (info, out) -> text(info.requestedServerName(), out));
        all.put("CONNECTION_ID", (info, out) -> number(info.connectionId(), out));
        all.put("STREAM_ID", (info, out) -> found(info.requestHeaders(), REQUEST_ID, out));
        all.put("GRPC_STATUS_NUMBER", Command::grpcStatus);
        return Map.copyOf(all);
    }

    private static void addAddresses(Map<String, Evaluator> all) {
        all.put("DOWNSTREAM_REMOTE_ADDRESS", (info, out) -> address(info.downstreamRemote(), out));
        all.put("DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", (info, out) -> host(info.downstreamRemote(), out));
        all.put("DOWNSTREAM_REMOTE_PORT", (info, out) -> port(info.downstreamRemote(), out));
        all.put("DOWNSTREAM_DIRECT_REMOTE_ADDRESS", (info, out) -> address(info.downstreamDirectRemote(), out));
        all.put(
                "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT",
                (info, out) -> host(info.downstreamDirectRemote(), out));
        all.put("DOWNSTREAM_DIRECT_REMOTE_PORT", (info, out) -> port(info.downstreamDirectRemote(), out));
        all.put("DOWNSTREAM_LOCAL_ADDRESS", (info, out) -> address(info.downstreamLocal(), out));
        all.put("DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", (info, out) -> host(info.downstreamLocal(), out));
        all.put("DOWNSTREAM_LOCAL_PORT", (info, out) -> port(info.downstreamLocal(), out));
        all.put("UPSTREAM_LOCAL_ADDRESS", (info, out) -> address(info.upstreamLocal(), out));
        all.put("UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", (info, out) -> host(info.upstreamLocal(), out));
        all.put("UPSTREAM_LOCAL_PORT", (info, out) -> port(info.upstreamLocal(), out));
        all.put("UPSTREAM_REMOTE_ADDRESS", (info, out) -> address(info.upstreamHost(), out));
        all.put("UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", (info, out) -> host(info.upstreamHost(), out));
        all.put("UPSTREAM_REMOTE_PORT", (info, out) -> port(info.upstreamHost(), out));
    }

    private static void addDurations(Map<String, Evaluator> all) {
        all.put("DURATION", (info, out) -> since(info, info.endNanos(), out));
        all.put("REQUEST_DURATION", (info, out) -> since(info, info.requestEndNanos(), out));
        all.put("RESPONSE_DURATION", (info, out) -> since(info, info.responseStartNanos(), out));
        all.put("RESPONSE_TX_DURATION", Command::responseSending);
    }

    private static void addUpstream(Map<String, Evaluator> all) {
        all.put("UPSTREAM_HOST", (info, out) -> address(info.upstreamHost(), out));
        all.put("UPSTREAM_CLUSTER", (info, out) -> text(info.upstreamCluster(), out));
        all.put("UPSTREAM_CLUSTER_RAW", (info, out) -> text(info.upstreamCluster(), out));
        all.put("UPSTREAM_REQUEST_ATTEMPT_COUNT", (info, out) -> number(info.attempts(), out));
        all.put("UPSTREAM_TRANSPORT_FAILURE_REASON", (info, out) -> text(info.upstreamTransportFailureReason(), out));
    }

    private static Evaluator constant(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return (info, out) -> {
            out.append(bytes);
            return bytes.length > 0;
        };
    }

    private static boolean slice(ByteSlice value, ByteScratch out) {
        out.append(value);
        return value.length() > 0;
    }

    private static boolean text(@Nullable String value, ByteScratch out) {
        if (value == null || value.isEmpty()) {
            return false;
        }
        out.append(value);
        return true;
    }

    private static boolean number(long value, ByteScratch out) {
        out.appendDecimal(value);
        return true;
    }

    private static boolean address(@Nullable AddressText address, ByteScratch out) {
        return address != null && text(address.text(), out);
    }

    private static boolean host(@Nullable AddressText address, ByteScratch out) {
        return address != null && text(address.withoutPort(), out);
    }

    private static boolean port(@Nullable AddressText address, ByteScratch out) {
        return address != null && address.port() >= 0 && number(address.port(), out);
    }

    private static boolean grpcStatus(RequestFacts info, ByteScratch out) {
        return info.grpcStatus() != RequestFacts.NOT_GRPC && number(info.grpcStatus(), out);
    }

    private static boolean since(RequestFacts info, long moment, ByteScratch out) {
        return moment != RequestFacts.NEVER && number(millis(moment - info.startNanos()), out);
    }

    private static boolean responseSending(RequestFacts info, ByteScratch out) {
        return info.responseStartNanos() != RequestFacts.NEVER
                && info.endNanos() != RequestFacts.NEVER
                && number(millis(info.endNanos() - info.responseStartNanos()), out);
    }

    private static long millis(long nanos) {
        return Math.max(0, nanos / 1_000_000);
    }
}
