package io.fairlead.validate.syntax;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.fairlead.resource.Destination;
import io.fairlead.resource.Percent;
import io.fairlead.resource.StringMatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules that fields of several kinds share. Source: Istio {@code pkg/config/validation}. */
public final class CommonRules {
    private static final int MAX_REGEX_BYTES = 1024;
    private static final int MAX_LABEL_PREFIX = 253;
    private static final int MAX_LABEL_NAME = 63;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Set<String> PROTOCOLS = Set.of(
            "tcp", "udp", "grpc", "grpc-web", "http", "http_proxy", "http2", "https", "tls", "mongo", "redis", "mysql");

    private CommonRules() {}

    /** A port from 1 to 65535. */
    public static void port(Field field, long number) {
        if (number < 1 || number > 65535) {
            field.error("Port " + number + " is out of range.", "Use a number from 1 to 65535.");
        }
    }

    /** A port, or 0 for none. */
    public static void optionalPort(Field field, long number) {
        if (number != 0) {
            port(field, number);
        }
    }

    /** A time of whole milliseconds and at least one, if there is one. */
    public static void duration(Field field, @Nullable Duration duration) {
        if (duration == null) {
            return;
        }
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            field.error("The time must be at least 1ms.", "Use a longer time, or leave the field out.");
        } else if (duration.toNanosPart() % NANOS_PER_MILLI != 0) {
            field.error("The time must be a whole number of milliseconds.", "Round it.");
        }
    }

    /** A whole number that is not negative. */
    public static void notNegative(Field field, long number) {
        if (number < 0) {
            field.error(number + " is negative.", "Use 0 or more.");
        }
    }

    /** A whole percentage. */
    public static void wholePercent(Field field, long number) {
        if (number < 0 || number > 100) {
            field.error(number + " is not a percentage.", "Use a number from 0 to 100.");
        }
    }

    /** A share from 0 to 100, which must not be smaller than Envoy can draw, if there is one. */
    public static void drawnPercent(Field field, @Nullable Percent percent) {
        double value = percent == null ? 0 : percent.value();
        if (value < 0 || value > 0 && value < 0.0001 || value > 100) {
            field.error(value + " is not a share that can be drawn.", "Use 0, or a number from 0.0001 to 100.");
        }
    }

    /** A share from 0 to 100, if there is one. */
    public static void percent(Field field, @Nullable Percent percent) {
        if (percent != null && (percent.value() < 0 || percent.value() > 100)) {
            field.error(percent.value() + " is not a percentage.", "Use a number from 0 to 100.");
        }
    }

    /** Kubernetes labels; values may be as long as they like. */
    public static void labels(Field field, Map<String, String> labels) {
        new TreeMap<>(labels).forEach((key, value) -> {
            if (!isLabelKey(key)) {
                field.field(key)
                        .error(
                                Texts.quote(key) + " is not a label.",
                                "Use letters, digits, '-', '_' and '.', with an optional DNS name and slash before.");
            }
            if (!value.isEmpty() && !isLabelText(value)) {
                field.field(key)
                        .error(
                                Texts.quote(value) + " is not a label's value.",
                                "Use letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.");
            }
        });
    }

    private static boolean isLabelKey(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash >= 0) {
            String prefix = key.substring(0, slash);
            if (prefix.length() > MAX_LABEL_PREFIX || !isDnsPrefix(prefix)) {
                return false;
            }
        }
        return name.length() <= MAX_LABEL_NAME && isLabelText(name);
    }

    private static boolean isDnsPrefix(String prefix) {
        return Texts.split(prefix, '.').stream().allMatch(HostSyntax::isLabel);
    }

    private static boolean isLabelText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean inside = i > 0 && i < text.length() - 1;
            if (!Texts.isAlphanumeric(c) && !(inside && "-_.".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** An RE2 expression of at most 1024 bytes. */
    public static void regex(Field field, String pattern) {
        if (pattern.isEmpty()) {
            field.error("The expression is empty.", "Write an RE2 expression, or use another kind of match.");
        } else if (pattern.getBytes(StandardCharsets.UTF_8).length > MAX_REGEX_BYTES) {
            field.error("The expression is longer than 1024 bytes.", "Split the rule into several.");
        } else {
            RegexScan scan = RegexScan.of(pattern);
            if (scan.isTooLarge()) {
                field.error(
                        Texts.quote(pattern) + " repeats a part more than 1000 times.", "Use smaller counts, or '*'.");
            } else if (scan.hasBadEscape()) {
                field.error(
                        Texts.quote(pattern) + " has a backslash before a letter beyond ASCII.",
                        "Remove the backslash.");
            } else {
                compile(field, pattern, scan);
            }
        }
    }

    private static void compile(Field field, String pattern, RegexScan scan) {
        String problem = problem(scan.plain());
        if (problem != null) {
            field.error(
                    Texts.quote(pattern) + " is not an RE2 expression" + problem + ".",
                    "RE2 has neither look-around nor back-references.");
            return;
        }
        String unable = scan.small().equals(scan.plain()) ? null : problem(scan.small());
        if (unable != null) {
            field.unable(
                    Texts.quote(pattern) + " is no expression for this version" + unable + ".",
                    "Give groups different names, and properties their usual ones.");
        }
    }

    /** What is wrong with an expression, as the end of a sentence; null if nothing is. */
    private static @Nullable String problem(String pattern) {
        try {
            Pattern.compile(pattern);
            return null;
        } catch (PatternSyntaxException e) {
            return ": " + e.getDescription();
        } catch (IndexOutOfBoundsException | IllegalStateException | StackOverflowError e) {
            return "";
        }
    }

    /** A match of a path, which may have an empty prefix. */
    public static void pathMatch(Field field, @Nullable StringMatch match) {
        if (match instanceof StringMatch.Regex regex) {
            regex(field.field("regex"), regex.regex());
        }
    }

    /** A match of any other text. */
    public static void textMatch(Field field, @Nullable StringMatch match) {
        if (match instanceof StringMatch.Prefix prefix && prefix.prefix().isEmpty()) {
            field.field("prefix").error("The prefix is empty.", "Write {} to match every value.");
        }
        pathMatch(field, match);
    }

    /** A destination, if there is one. */
    public static void destination(Field field, @Nullable Destination destination) {
        if (destination == null) {
            return;
        }
        if (destination.host().equals("*") || !HostSyntax.isWildcardName(destination.host())) {
            field.field("host")
                    .error(Texts.quote(destination.host()) + " is not a host.", "Write the name of a service.");
        }
        if (!destination.subset().isEmpty() && !HostSyntax.isLabel(destination.subset())) {
            field.field("subset")
                    .error(
                            Texts.quote(destination.subset()) + " is not the name of a subset.",
                            "Use letters, digits and hyphens.");
        }
        if (destination.port() != null) {
            port(field.field("port").field("number"), destination.port().number());
        }
    }

    /** Whom an object is shown to; {@code ~} is nobody. */
    public static void exportTo(Field field, List<String> exportTo, Hiding hiding) {
        Set<String> namespaces = new HashSet<>();
        for (int i = 0; i < exportTo.size(); i++) {
            String written = exportTo.get(i);
            Field each = field.index(i);
            boolean alone = written.equals("*") || written.equals("~");
            if (written.equals("~") && hiding == Hiding.FORBIDDEN) {
                each.error("The object cannot be hidden from everybody.", "Use '.' for its own namespace.");
            } else if (!alone && !written.equals(".") && !HostSyntax.isLabel(written)) {
                each.error(Texts.quote(written) + " is not a namespace.", "Use a namespace, '.' or '*'.");
            }
            if (alone && exportTo.size() > 1) {
                each.error("'" + written + "' must stand alone.", "Remove the other entries.");
            }
            if (!namespaces.add(written.equals(".") ? field.namespace() : written)) {
                each.error(Texts.quote(written) + " occurs twice.", "Remove one of the two.");
            }
        }
    }

    /** Whether {@code exportTo} may be {@code ~}. */
    public enum Hiding {
        ALLOWED,
        FORBIDDEN
    }

    /** The labels of selected workloads: wildcards and empty keys are not allowed. */
    public static void selector(Field field, Map<String, String> labels) {
        if (labels.isEmpty()) {
            field.warn("The selector is empty and selects every workload.", "Write labels, or remove the selector.");
        }
        new TreeMap<>(labels).forEach((key, value) -> {
            if (key.isEmpty()) {
                field.error("A label has no name.", "Write one.");
            } else if (key.indexOf('*') >= 0 || value.indexOf('*') >= 0) {
                field.field(key).error("A selector has no wildcards.", "Write the label's whole value.");
            }
        });
    }

    /** A protocol that Istio knows, in any case, or none. */
    public static void protocol(Field field, String protocol) {
        if (!protocol.isEmpty() && !isProtocol(protocol)) {
            field.error(
                    Texts.quote(protocol) + " is not a protocol.", "Use for example HTTP, HTTP2, GRPC, TCP or TLS.");
        }
    }

    /** Whether Istio knows the protocol, in any case. */
    public static boolean isProtocol(String protocol) {
        return PROTOCOLS.contains(Texts.lowerCase(protocol));
    }

    /** The path of a Unix socket behind {@code unix://}. */
    public static boolean isUnixSocket(String address) {
        if (!address.startsWith("unix://")) {
            return false;
        }
        String path = address.substring("unix://".length());
        if (path.startsWith("@")) {
            return path.length() > 1;
        }
        return path.startsWith("/") && path.length() > 1 && !path.endsWith("/");
    }
}
