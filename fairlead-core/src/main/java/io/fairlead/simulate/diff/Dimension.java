package io.fairlead.simulate.diff;

import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.PathMatcher;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.RouteMatch;
import io.fairlead.routing.StringMatcher;
import io.fairlead.routing.match.RouteMatcher;
import io.fairlead.simulate.SampleRequest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of requests that conditions look at by itself: the path, the method, a header, a query parameter. Its conditions cut
 * all its values into classes; every class of conditions on exact values, prefixes and presence has an example here. Conditions
 * that are not decided (regular expressions, paths in any case, authority and whole target) are true or false independently
 * of all others in further classes without an example, so that nothing is missed, though some of it may not exist.
 */
final class Dimension {
    private static final int MAX_UNDECIDED = 6;
    private static final int MAX_STATES = 4_096;
    private static final String OTHER = "fairlead";
    private static final String LETTERS = "zqjxkvwybfghZQ019_-";

    private final String name;
    private final List<Object> conditions = new ArrayList<>();
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<RouteMatcher> matchers = new ArrayList<>();
    private final BitSet undecided = new BitSet();
    private boolean truncated;

    Dimension(String name) {
        this.name = name;
    }

    /**
     * A class of values.
     *
     * @param holds which conditions hold, by their number
     * @param lines of a header, or the one value of anything else; empty if there is none; null if no example is known
     */
    record State(BitSet holds, @Nullable List<String> lines) {}

    /** The name of the dimension that a condition looks at. */
    static String nameOf(Object condition) {
        if (condition instanceof HeaderMatcher header) {
            return header.name().startsWith(":") ? header.name() : "header " + header.name();
        }
        return condition instanceof QueryMatcher query ? "query " + query.name() : "path";
    }

    /** The number of a condition, which is added if it is new. */
    int number(Object condition) {
        Integer known = numbers.putIfAbsent(condition, conditions.size());
        if (known != null) {
            return known;
        }
        conditions.add(condition);
        matchers.add(RouteMatcher.of(matchOf(condition)));
        if (!isDecided(condition)) {
            undecided.set(conditions.size() - 1);
        }
        return conditions.size() - 1;
    }

    /** Whether there are so many conditions that cannot be decided, or so many classes, that {@link #states} leaves some out. */
    boolean isTooLarge() {
        return truncated || undecided.cardinality() > MAX_UNDECIDED;
    }

    private static RouteMatch matchOf(Object condition) {
        if (condition instanceof PathMatcher path) {
            return new RouteMatch(path, List.of(), List.of());
        } else if (condition instanceof HeaderMatcher header) {
            return new RouteMatch(PathMatcher.ANY, List.of(header), List.of());
        }
        return new RouteMatch(PathMatcher.ANY, List.of(), List.of((QueryMatcher) condition));
    }

    private static boolean isDecided(Object condition) {
        if (condition instanceof PathMatcher path) {
            return path instanceof PathMatcher.Exact exact && !exact.ignoreCase()
                    || path instanceof PathMatcher.Prefix prefix
                            && (!prefix.ignoreCase() || !hasLetter(prefix.prefix()));
        }
        if (condition instanceof HeaderMatcher header) {
            boolean whole = header.name().equals(":authority") || header.name().equals(":path");
            return !whole && !(header.value() instanceof StringMatcher.Regex);
        }
        return !(((QueryMatcher) condition).value() instanceof StringMatcher.Regex);
    }

    private static boolean hasLetter(String text) {
        return text.chars().anyMatch(Character::isLetter);
    }

    /** The classes, those with an example first; a class appears once. */
    List<State> states(SampleRequest base) {
        Map<BitSet, State> states = new LinkedHashMap<>();
        for (List<String> lines : examples()) {
            add(states, lines, base);
        }
        if (name.startsWith("header ")) {
            combineLines(states, base);
        }
        addUndecided(states);
        return List.copyOf(states.values());
    }

    private void add(Map<BitSet, State> states, List<String> lines, SampleRequest base) {
        BitSet holds = evaluate(with(base, lines));
        states.putIfAbsent(holds, new State(holds, lines));
    }

    /** Of several lines with a name any one may satisfy a condition, so that more lines satisfy more of them. */
    private void combineLines(Map<BitSet, State> states, SampleRequest base) {
        List<State> singles = new ArrayList<>(states.values());
        List<State> open = new ArrayList<>(singles);
        while (!open.isEmpty()) {
            if (states.size() >= MAX_STATES) {
                truncated = true;
                return;
            }
            State state = open.remove(open.size() - 1);
            for (State single : singles) {
                List<String> lines = new ArrayList<>(state.lines() == null ? List.of() : state.lines());
                lines.addAll(single.lines() == null ? List.of() : single.lines());
                int before = states.size();
                add(states, lines, base);
                if (states.size() > before) {
                    open.add(new ArrayList<>(states.values()).get(before));
                }
            }
        }
    }

    private void addUndecided(Map<BitSet, State> states) {
        int[] free = undecided.stream().limit(MAX_UNDECIDED).toArray();
        for (State state : List.copyOf(states.values())) {
            for (int choice = 0; choice < 1 << free.length; choice++) {
                BitSet holds = (BitSet) state.holds().clone();
                for (int i = 0; i < free.length; i++) {
                    holds.set(free[i], (choice >> i & 1) == 1);
                }
                states.putIfAbsent(holds, new State(holds, null));
            }
        }
    }

    private BitSet evaluate(SampleRequest request) {
        BitSet holds = new BitSet();
        RequestView view = request.view();
        for (int i = 0; i < matchers.size(); i++) {
            holds.set(i, matchers.get(i).matches(view));
        }
        return holds;
    }

    /** The request with a value of this dimension; without it if there are no lines. */
    SampleRequest with(SampleRequest base, List<String> lines) {
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (name.equals("path")) {
            String query = base.target().substring(base.path().length());
            return new SampleRequest(base.method(), base.authority(), first + query, base.headers(), base.secure());
        } else if (name.equals(":method")) {
            return new SampleRequest(first, base.authority(), base.target(), base.headers(), base.secure());
        } else if (name.startsWith("query ") && !lines.isEmpty()) {
            String pair = name.substring("query ".length()) + "=" + first;
            String target = base.target() + (base.target().indexOf('?') < 0 ? "?" : "&") + pair;
            return new SampleRequest(base.method(), base.authority(), target, base.headers(), base.secure());
        } else if (name.startsWith("header ")) {
            List<SampleRequest.Header> headers = new ArrayList<>(base.headers());
            lines.forEach(line -> headers.add(new SampleRequest.Header(name.substring("header ".length()), line)));
            return new SampleRequest(base.method(), base.authority(), base.target(), headers, base.secure());
        }
        return base;
    }

    private Set<List<String>> examples() {
        Set<List<String>> examples = new LinkedHashSet<>();
        if (name.equals("path")) {
            texts("/").forEach(text -> examples.add(List.of(text.startsWith("/") ? text : "/" + text)));
        } else if (name.equals(":method")) {
            examples.add(List.of("GET"));
            texts("").stream().filter(text -> !text.isEmpty()).forEach(text -> examples.add(List.of(text)));
        } else {
            examples.add(List.of());
            if (!name.startsWith(":")) {
                texts("").forEach(text -> examples.add(List.of(text)));
            }
        }
        return examples;
    }

    /** Each text of a condition, and the same with something behind it that no other condition's text goes on with. */
    private Set<String> texts(String shortest) {
        Set<String> written = new LinkedHashSet<>(List.of(shortest));
        for (Object condition : conditions) {
            String text = textOf(condition);
            if (text != null) {
                written.add(text);
            }
        }
        Set<String> all = new LinkedHashSet<>();
        for (String text : written) {
            all.add(text);
            all.add(text + unlike(text, written));
        }
        all.add(shortest + OTHER);
        return all;
    }

    private static String unlike(String text, Set<String> written) {
        for (int i = 0; i < LETTERS.length(); i++) {
            String longer = text + LETTERS.charAt(i);
            if (written.stream().noneMatch(other -> other.startsWith(longer))) {
                return LETTERS.substring(i, i + 1);
            }
        }
        String longest = "";
        for (String other : written) {
            longest = other.length() > longest.length() ? other : longest;
        }
        return OTHER + longest; // longer than every text, so that it is none and begins none
    }

    private static @Nullable String textOf(Object condition) {
        if (condition instanceof PathMatcher.Exact exact) {
            return exact.path();
        } else if (condition instanceof PathMatcher.Prefix prefix) {
            return prefix.prefix();
        } else if (condition instanceof PathMatcher.Regex regex) {
            return witness(regex.pattern());
        }
        StringMatcher value = condition instanceof HeaderMatcher header
                ? header.value()
                : condition instanceof QueryMatcher query ? query.value() : null;
        if (value instanceof StringMatcher.Exact exact) {
            return exact.value();
        } else if (value instanceof StringMatcher.Prefix prefix) {
            return prefix.value();
        }
        return value instanceof StringMatcher.Regex regex ? witness(regex.pattern()) : null;
    }

    /** A guess at a text that an expression matches; whether it does is asked of the expression itself. */
    private static String witness(String pattern) {
        return pattern.replace("(?i)", "")
                .replace(".*", "x")
                .replace(".+", "x")
                .replace("[^/]+", "x")
                .replace("[^/]*", "x")
                .replace("[0-9]+", "7")
                .replace("\\d+", "7")
                .replace("\\.", ".")
                .replace("^", "")
                .replace("$", "");
    }
}
