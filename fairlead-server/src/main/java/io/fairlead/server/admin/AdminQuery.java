package io.fairlead.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an admin request; the first of several with one name counts.
 *
 * @param accept the {@code Accept} header, null if there is none
 */
public record AdminQuery(
        Map<String, String> parameters, @Nullable String accept) {
    public AdminQuery {
        parameters = Map.copyOf(parameters);
    }

    /**
     * The parameters of {@code rawQuery}, null for none.
     *
     * @throws IllegalArgumentException if an escape is malformed
     */
    static AdminQuery of(@Nullable String rawQuery, @Nullable String accept) {
        Map<String, String> parameters = new HashMap<>();
        String rest = rawQuery == null ? "" : rawQuery;
        while (!rest.isEmpty()) {
            int end = rest.indexOf('&');
            String pair = end < 0 ? rest : rest.substring(0, end);
            rest = end < 0 ? "" : rest.substring(end + 1);
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.putIfAbsent(decode(name), decode(value));
        }
        return new AdminQuery(parameters, accept);
    }

    /** Whether the parameter is there, with a value or without. */
    public boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** The parameter's value, "" if it is not there. */
    public String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
