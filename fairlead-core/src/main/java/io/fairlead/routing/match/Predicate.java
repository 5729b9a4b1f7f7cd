package io.fairlead.routing.match;

import java.util.Set;

/**
 * Something that must be true of a request for a route to match, and by which the route can be found: the value of
 * {@code subject} relates to at least one of the keys as {@code kind} says.
 *
 * @param letters whether keys are in lower case and letters of the value count as such
 * @param keys not empty; the empty text alone for {@link Kind#PRESENT}
 */
record Predicate(Subject subject, Kind kind, AsciiCase letters, Set<String> keys) {
    /** How a value relates to a key; of kinds that narrow equally well, the first is used. */
    enum Kind {
        /** It is the key. */
        EXACT,
        /** It ends with the key. */
        SUFFIX,
        /** It begins with the key. */
        PREFIX,
        /** It holds the key. */
        FACTOR,
        /** It is there. */
        PRESENT
    }

    /**
     * Whose value a predicate is about.
     *
     * @param place where it stands
     * @param name of the header (lower-case) or the query parameter; "" for a part of the request
     */
    record Subject(Place place, String name) {
        static Subject of(RequestPart part) {
            return new Subject(Place.valueOf(part.name()), "");
        }
    }

    /** Where a value stands, the quickest to find first; a part of the request has the name of its {@link RequestPart}. */
    enum Place {
        PATH,
        TARGET,
        METHOD,
        AUTHORITY,
        SCHEME,
        HEADER,
        QUERY
    }

    Predicate {
        keys = Set.copyOf(keys);
    }

    int shortestKey() {
        return keys.stream().mapToInt(String::length).min().orElse(0);
    }
}
