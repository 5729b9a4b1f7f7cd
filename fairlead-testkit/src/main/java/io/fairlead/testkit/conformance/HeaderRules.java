package io.fairlead.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which headers are compared: all but those that tell about the product or the wire instead of the routing rules. */
final class HeaderRules {
    private static final List<String> PREFIXES = List.of("x-envoy-", "x-b3-", "x-forwarded-", "x-echo-backend");
    private static final Set<String> NAMES = Set.of(
            "x-request-id",
            "traceparent",
            "tracestate",
            "b3",
            "x-ot-span-context",
            "x-cloud-trace-context",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "server",
            "date",
            "via",
            "grpc-message");
    private static final int MIN_HASH_DIGITS = 8;

    private HeaderRules() {}

    /** The headers that are compared, each with all its values in one text. */
    static Map<String, String> compared(Map<String, List<String>> headers, Step.Rules rules, Set<String> skipped) {
        Map<String, String> compared = new TreeMap<>();
        headers.forEach((name, values) -> {
            if (!isIgnored(name, rules) && !skipped.contains(name)) {
                compared.put(name, String.join(" | ", name.equals("set-cookie") ? withoutHashes(values) : values));
            }
        });
        return compared;
    }

    private static boolean isIgnored(String name, Step.Rules rules) {
        if (rules.ignore().contains("header:" + name)) {
            return true;
        }
        return !rules.track().contains(name)
                && (NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith));
    }

    /** Replaces cookie values that begin with a hash, as that depends on addresses. */
    private static List<String> withoutHashes(List<String> cookies) {
        List<String> plain = new ArrayList<>();
        for (String cookie : cookies) {
            int from = cookie.indexOf('=') + 1;
            int hash = from < cookie.length() && cookie.charAt(from) == '"' ? from + 1 : from;
            int end = hash;
            while (end < cookie.length() && "0123456789abcdef".indexOf(cookie.charAt(end)) >= 0) {
                end++;
            }
            boolean isHash = from > 1 && end - hash >= MIN_HASH_DIGITS;
            if (isHash && end < cookie.length() && cookie.charAt(end) == '"') {
                end++;
            }
            plain.add(isHash ? cookie.substring(0, from) + "*" + cookie.substring(end) : cookie);
        }
        return plain;
    }
}
