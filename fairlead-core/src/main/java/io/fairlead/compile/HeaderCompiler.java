package io.fairlead.compile;

import io.fairlead.compile.base.Findings;
import io.fairlead.compile.base.Place;
import io.fairlead.compile.base.SafeText;
import io.fairlead.diagnostic.Code;
import io.fairlead.resource.Headers;
import io.fairlead.resource.Headers.HeaderOperations;
import io.fairlead.routing.HeaderFormat;
import io.fairlead.routing.HeaderMutation;
import io.fairlead.routing.HeaderMutations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes to headers. The host is not a header here but the authority. Source: Istio {@code translateHeadersOperations}. */
final class HeaderCompiler {
    /**
     * The changes of one level.
     *
     * @param authority what the request's host becomes, null to keep it
     */
    record Changes(HeaderMutations headers, @Nullable String authority) {
        static final Changes NONE = new Changes(HeaderMutations.NONE, null);
    }

    private final Findings findings;

    HeaderCompiler(Findings findings) {
        this.findings = findings;
    }

    /** The changes that a {@code headers} block asks for. */
    Changes compile(@Nullable Headers headers, Place place) {
        if (headers == null) {
            return Changes.NONE;
        }
        HeaderOperations request = headers.request();
        return new Changes(
                new HeaderMutations(
                        mutation(request, place.field("request")),
                        mutation(headers.response(), place.field("response"))),
                request == null ? null : authority(request));
    }

    /** Changes one after the other, the later ones winning. */
    static HeaderMutations joined(HeaderMutations first, HeaderMutations second) {
        return new HeaderMutations(
                joined(first.request(), second.request()), joined(first.response(), second.response()));
    }

    private static HeaderMutation joined(HeaderMutation first, HeaderMutation second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        return new HeaderMutation(
                joined(first.remove(), second.remove()),
                joined(first.set(), second.set()),
                joined(first.add(), second.add()));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static @Nullable String authority(HeaderOperations request) {
        String set = authority(request.set());
        return set == null ? authority(request.add()) : set;
    }

    private static @Nullable String authority(Map<String, String> values) {
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            if (isAuthority(entry.getKey()) && !entry.getValue().isEmpty()) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static boolean isAuthority(String name) {
        return name.equalsIgnoreCase("host") || name.equalsIgnoreCase(":authority");
    }

    private HeaderMutation mutation(@Nullable HeaderOperations operations, Place place) {
        if (operations == null) {
            return HeaderMutation.NONE;
        }
        List<String> remove = new ArrayList<>();
        for (String name : operations.remove()) {
            if (isChangeable(name, place.field("remove"))) {
                remove.add(name.toLowerCase(Locale.ROOT));
            }
        }
        return new HeaderMutation(
                remove, values(operations.set(), place.field("set")), values(operations.add(), place.field("add")));
    }

    private List<HeaderMutation.Value> values(Map<String, String> written, Place place) {
        List<HeaderMutation.Value> values = new ArrayList<>(written.size());
        new TreeMap<>(written).forEach((name, format) -> {
            if (isChangeable(name, place.field(name)) && isReadable(format, place.field(name))) {
                values.add(new HeaderMutation.Value(name.toLowerCase(Locale.ROOT), format));
            }
        });
        return values;
    }

    /** Neither the host nor a pseudo-header is changed as a header; nor is anything that cannot name one. */
    private boolean isChangeable(String name, Place place) {
        if (isAuthority(name) || name.startsWith(":")) {
            return false;
        }
        if (!SafeText.isToken(name)) {
            findings.error(
                    Code.INVALID, place, "The name of a header has a character that it must not have.", "Correct it.");
            return false;
        }
        return true;
    }

    private boolean isReadable(String format, Place place) {
        if (format.indexOf('%') < 0) {
            return true;
        }
        try {
            return !HeaderFormat.parse(format).segments().isEmpty();
        } catch (IllegalArgumentException e) {
            findings.warn(
                    Code.INVALID,
                    place,
                    "The value is not a format that can be filled in; the header is not changed: " + e.getMessage(),
                    "Write %% for a percent sign.");
            return false;
        }
    }
}
