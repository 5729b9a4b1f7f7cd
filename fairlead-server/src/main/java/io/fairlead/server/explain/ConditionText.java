package io.fairlead.server.explain;

import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.StringMatcher;

/** The conditions of routes as people say them. */
public final class ConditionText {
    private ConditionText() {}

    /** A {@link PathMatcher}, {@link HeaderMatcher} or {@link QueryMatcher}, for example {@code header x-user is "a"}. */
    public static String of(Object matcher) {
        if (matcher instanceof PathMatcher path) {
            return "path " + of(path);
        } else if (matcher instanceof QueryMatcher query) {
            return "query parameter " + query.name() + " " + of(query.value());
        } else if (matcher instanceof HeaderMatcher header) {
            String subject = header.name().startsWith(":") ? header.name().substring(1) : "header " + header.name();
            return (header.inverted() ? "not: " : "") + subject + " " + of(header.value());
        }
        throw new AssertionError(matcher);
    }

    private static String of(PathMatcher path) {
        if (path instanceof PathMatcher.Exact exact) {
            return "is \"" + exact.path() + "\"" + letters(exact.ignoreCase());
        } else if (path instanceof PathMatcher.Prefix prefix) {
            return "begins with \"" + prefix.prefix() + "\"" + letters(prefix.ignoreCase());
        } else if (path instanceof PathMatcher.Regex regex) {
            return "matches " + regex.pattern();
        }
        throw new AssertionError(path);
    }

    private static String letters(boolean ignoreCase) {
        return ignoreCase ? " in any case" : "";
    }

    private static String of(StringMatcher value) {
        if (value instanceof StringMatcher.Exact exact) {
            return "is \"" + exact.value() + "\"";
        } else if (value instanceof StringMatcher.Prefix prefix) {
            return "begins with \"" + prefix.value() + "\"";
        } else if (value instanceof StringMatcher.Regex regex) {
            return "matches " + regex.pattern();
        } else if (value instanceof StringMatcher.Present) {
            return "is there";
        }
        throw new AssertionError(value);
    }
}
