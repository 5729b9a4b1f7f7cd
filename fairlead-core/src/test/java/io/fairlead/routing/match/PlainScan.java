package io.fairlead.routing.match;

import static io.fairlead.routing.match.TestRequest.bytesOf;

import com.google.re2j.Pattern;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Says as plainly as possible which route a request takes: the reference for the index. Shares no code with it. */
final class PlainScan {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private PlainScan() {}

    /** The place of the first match that the request satisfies, -1 if there is none. */
    static int select(List<RouteMatch> matches, TestRequest request) {
        for (int i = 0; i < matches.size(); i++) {
            if (matches(matches.get(i), request)) {
                return i;
            }
        }
        return -1;
    }

    static boolean matches(RouteMatch match, TestRequest request) {
        return matches(match.path(), request.path())
                && match.headers().stream().allMatch(header -> matches(header, request))
                && match.queryParameters().stream().allMatch(query -> matches(query, request));
    }

    private static boolean matches(PathMatcher matcher, String path) {
        if (matcher instanceof PathMatcher.Exact exact) {
            return exact.ignoreCase()
                    ? lower(path).equals(lower(bytesOf(exact.path())))
                    : path.equals(bytesOf(exact.path()));
        } else if (matcher instanceof PathMatcher.Prefix prefix) {
            return prefix.ignoreCase()
                    ? lower(path).startsWith(lower(bytesOf(prefix.prefix())))
                    : path.startsWith(bytesOf(prefix.prefix()));
        }
        return matches(((PathMatcher.Regex) matcher).pattern(), path);
    }

    private static boolean matches(HeaderMatcher matcher, TestRequest request) {
        List<String> values = switch (matcher.name()) {
            case ":method" -> List.of(request.method());
            case ":scheme" -> List.of(request.secure() ? "https" : "http");
            case ":authority", "host" -> List.of(request.authority());
            case ":path" -> List.of(request.target());
            default ->
                request.headers().stream()
                        .filter(header -> header.name().equals(matcher.name().toLowerCase(Locale.ROOT)))
                        .map(TestRequest.Header::value)
                        .toList();
        };
        if (matcher.inverted() && values.isEmpty() && !(matcher.value() instanceof StringMatcher.Present)) {
            values = List.of("");
        }
        return values.stream().anyMatch(value -> matches(matcher.value(), value)) != matcher.inverted();
    }

    private static boolean matches(QueryMatcher matcher, TestRequest request) {
        int mark = request.target().indexOf('?');
        String query = mark < 0 ? "" : request.target().substring(mark + 1);
        if (query.isEmpty()) {
            return false;
        }
        // Behind a last ampersand there is no parameter, elsewhere there may be one with an empty name.
        String parameters = query.endsWith("&") ? query.substring(0, query.length() - 1) : query;
        return Stream.of(parameters.split("&", -1))
                .map(parameter -> (parameter.contains("=") ? parameter : parameter + "=").split("=", 2))
                .filter(parameter -> parameter[0].equals(bytesOf(matcher.name())))
                .limit(1)
                .anyMatch(parameter -> matches(matcher.value(), parameter[1]));
    }

    private static boolean matches(StringMatcher matcher, String value) {
        if (matcher instanceof StringMatcher.Exact exact) {
            return value.equals(bytesOf(exact.value()));
        } else if (matcher instanceof StringMatcher.Prefix prefix) {
            return value.startsWith(bytesOf(prefix.value()));
        } else if (matcher instanceof StringMatcher.Regex regex) {
            return matches(regex.pattern(), value);
        }
        return true;
    }

    private static boolean matches(String pattern, String bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
            return PATTERNS.computeIfAbsent(pattern, Pattern::compile).matches(text);
        } catch (CharacterCodingException e) {
            // RE2 matches no bytes that are not UTF-8.
            return false;
        }
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder();
        text.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
        return lower.toString();
    }
}
