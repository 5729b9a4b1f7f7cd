package io.fairlead.testkit.backend;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a {@link Hit} as JSON. */
final class HitJson {
    private HitJson() {}

    static String of(Hit hit) {
        StringBuilder json = new StringBuilder("{");
        member(json, "backend", hit.backend());
        member(json, "proto", hit.proto());
        member(json, "method", hit.method());
        member(json, "path", hit.path());
        member(json, "authority", hit.authority());
        json.append("\"headers\":{");
        Map<String, List<String>> sorted = new TreeMap<>(hit.headers());
        json.append(sorted.entrySet().stream()
                .map(entry -> quoted(entry.getKey())
                        + entry.getValue().stream().map(HitJson::quoted).collect(Collectors.joining(",", ":[", "]")))
                .collect(Collectors.joining(",")));
        json.append("},");
        member(json, "body_sha256", hit.bodySha256());
        return json.append("\"body_size\":").append(hit.bodySize()).append('}').toString();
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append(quoted(name)).append(':').append(quoted(value)).append(',');
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
