package io.fairlead.validate.syntax;

import io.fairlead.resource.Headers;
import io.fairlead.resource.Headers.HeaderOperations;
import io.fairlead.resource.HttpRewrite;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules on the names and values of headers. Source: Istio {@code validation.go}, Envoy {@code header_parser.cc}. */
public final class HeaderRules {
    private static final String CLAIMS = "@request.auth.claims";
    private static final Set<String> PSEUDO_HEADERS = Set.of(":method", ":scheme", ":authority", ":path", ":status");
    private static final String NAME_ADVICE = "Use letters, digits and any of -_.!#$&'*+^`|~.";

    private HeaderRules() {}

    /** A header's name to match: a token, a pseudo-header or a claim. */
    public static void matchName(Field field, String name) {
        if (!isClaim(name) && !PSEUDO_HEADERS.contains(name) && !isToken(name)) {
            field.error(Texts.quote(name) + " is not the name of a header.", NAME_ADVICE);
        }
    }

    /** Whether a name asks for a claim of the request's token. */
    public static boolean isClaim(String name) {
        if (!Texts.lowerCase(name).startsWith(CLAIMS)) {
            return false;
        }
        String rest = name.substring(CLAIMS.length());
        return rest.startsWith(".") && rest.length() > 1
                || rest.length() > 2 && rest.startsWith("[") && rest.endsWith("]");
    }

    /** A token of RFC 7230; like Istio, with the comma. */
    public static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> Texts.isAlphanumeric((char) c) || "!#$%&'*+,-.^_`|~".indexOf(c) >= 0);
    }

    /** The changes of one level, if there are any. */
    public static void operations(Field field, @Nullable Headers headers) {
        if (headers == null) {
            return;
        }
        HeaderOperations request = headers.request();
        if (request != null) {
            Field at = field.field("request");
            values(at.field("set"), request.set(), Direction.REQUEST);
            values(at.field("add"), request.add(), Direction.REQUEST);
            removals(at.field("remove"), request.remove());
        }
        HeaderOperations response = headers.response();
        if (response != null) {
            Field at = field.field("response");
            values(at.field("set"), response.set(), Direction.RESPONSE);
            values(at.field("add"), response.add(), Direction.RESPONSE);
            removals(at.field("remove"), response.remove());
        }
    }

    private enum Direction {
        REQUEST,
        RESPONSE
    }

    private static void values(Field field, Map<String, String> values, Direction direction) {
        new TreeMap<>(values).forEach((name, value) -> {
            if (direction == Direction.RESPONSE || !isAuthority(name)) {
                changedName(field.field(name), name);
            }
            value(field.field(name), value);
        });
    }

    private static void removals(Field field, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            changedName(field.index(i), names.get(i));
        }
    }

    private static void changedName(Field field, String name) {
        if (name.isEmpty()) {
            field.error("The header has no name.", "Write one.");
        } else if (name.equalsIgnoreCase("host") || name.startsWith(":")) {
            field.error(
                    Texts.quote(name) + " cannot be changed here.",
                    "Set the host with rewrite.authority, or set Host on requests.");
        }
    }

    static boolean isAuthority(String name) {
        return name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
    }

    private static void value(Field field, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                field.error("The value has a control character.", "Remove it.");
                return;
            }
        }
        if (!HeaderFormatSyntax.isValid(value)) {
            field.error(
                    Texts.quote(value) + " has a percent sign that starts no command.",
                    "Write %% for a percent sign, or a command such as %REQ(name)%.");
        }
    }

    /** The authority may be set in one place of a rule only. */
    public static void authorityOnce(Field rule, @Nullable HttpRewrite rewrite, @Nullable Headers headers) {
        String current = rewrite == null ? "" : rewrite.authority();
        HeaderOperations request = headers == null ? null : headers.request();
        if (request == null) {
            return;
        }
        Field at = rule.field("headers").field("request");
        current = authorityOnce(at.field("set"), request.set(), current);
        authorityOnce(at.field("add"), request.add(), current);
    }

    private static String authorityOnce(Field field, Map<String, String> values, String before) {
        String current = before;
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            if (isAuthority(entry.getKey())) {
                if (!current.isEmpty()) {
                    field.field(entry.getKey())
                            .error("The authority is set more than once.", "Set it in one place of the rule.");
                    return current;
                }
                current = entry.getValue();
            }
        }
        return current;
    }
}
