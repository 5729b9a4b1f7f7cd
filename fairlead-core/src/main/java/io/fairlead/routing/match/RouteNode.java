package io.fairlead.routing.match;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.MatchScratch;
import io.fairlead.routing.RequestView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of routes, each filed by one predicate; a search visits those whose predicate the request satisfies. */
final class RouteNode {
    private final RequestPart[] parts;
    private final Values[] partValues;
    /** Header names by hash, and at the same place what is filed by that header. */
    private final @Nullable HeaderName[] names;

    private final @Nullable Values[] nameValues;
    private final int firstByHeader;
    private final ByteTable parameters;
    private final Values[] parameterValues;
    private final int firstByParameter;
    /** Routes without a predicate. */
    private final @Nullable Bucket rest;

    RouteNode(Map<Predicate.Subject, List<Finder>> finders, @Nullable Bucket rest) {
        List<RequestPart> filedParts = new ArrayList<>();
        List<Values> filedPartValues = new ArrayList<>();
        List<HeaderName> headers = new ArrayList<>();
        List<Values> headerValues = new ArrayList<>();
        List<byte[]> queries = new ArrayList<>();
        List<Values> queryValues = new ArrayList<>();
        finders.forEach((subject, found) -> {
            Values values = new Values(found);
            switch (subject.place()) {
                case HEADER -> {
                    headers.add(HeaderName.of(subject.name()));
                    headerValues.add(values);
                }
                case QUERY -> {
                    queries.add(ValueTest.utf8(subject.name()));
                    queryValues.add(values);
                }
                default -> {
                    filedParts.add(RequestPart.valueOf(subject.place().name()));
                    filedPartValues.add(values);
                }
            }
        });
        this.parts = filedParts.toArray(new RequestPart[0]);
        this.partValues = filedPartValues.toArray(new Values[0]);
        this.names = new HeaderName[headers.isEmpty() ? 0 : Integer.highestOneBit(headers.size()) * 4];
        this.nameValues = new Values[names.length];
        this.firstByHeader = first(headerValues);
        for (int i = 0; i < headers.size(); i++) {
            put(headers.get(i), headerValues.get(i));
        }
        this.parameters = new ByteTable(queries, AsciiCase.SENSITIVE);
        this.parameterValues = queryValues.toArray(new Values[0]);
        this.firstByParameter = first(queryValues);
        this.rest = rest;
    }

    /** Looks for a match that comes before the best so far. */
    void search(RequestView request) {
        for (int i = 0; i < parts.length; i++) {
            RequestPart part = parts[i];
            partValues[i].search(request, part.bytes(request), part.from(request), part.to(request));
        }
        MatchScratch scratch = request.matchScratch();
        if (firstByHeader < scratch.best()) {
            searchHeaders(request);
        }
        if (firstByParameter < scratch.best()) {
            searchParameters(request);
        }
        if (rest != null) {
            rest.search(request);
        }
    }

    private void searchHeaders(RequestView request) {
        HeaderLines lines = request.headers();
        int mask = names.length - 1;
        for (int i = 0; i < lines.count(); i++) {
            int slot = slot(lines.nameHash(i), mask);
            HeaderName name = names[slot];
            while (name != null) {
                Values values = nameValues[slot];
                if (values != null && lines.isNamed(i, name)) {
                    values.search(request, lines.bytes(), lines.valueFrom(i), lines.valueTo(i));
                    break;
                }
                slot = slot + 1 & mask;
                name = names[slot];
            }
        }
    }

    private void searchParameters(RequestView request) {
        byte[] bytes = request.bytes();
        int end = request.targetTo();
        int at = request.pathTo() + 1;
        while (at < end) {
            int to = QueryScan.end(bytes, at, end);
            int nameEnd = QueryScan.nameEnd(bytes, at, to);
            int key = parameters.find(bytes, at, nameEnd);
            if (key >= 0) {
                parameterValues[key].search(request, bytes, Math.min(nameEnd + 1, to), to);
            }
            at = to + 1;
        }
    }

    private void put(HeaderName name, Values values) {
        int mask = names.length - 1;
        int slot = slot(name.hashCode(), mask);
        while (names[slot] != null) {
            slot = slot + 1 & mask;
        }
        names[slot] = name;
        nameValues[slot] = values;
    }

    private static int slot(int hash, int mask) {
        int mixed = hash * 0x9e3779b9;
        return (mixed ^ mixed >>> 16) & mask;
    }

    private static int first(List<Values> values) {
        return values.stream().mapToInt(value -> value.first).min().orElse(Integer.MAX_VALUE);
    }

    /** What is filed by the value of one subject. */
    private static final class Values {
        private final Finder[] finders;
        private final int first;

        Values(List<Finder> finders) {
            this.finders = finders.toArray(new Finder[0]);
            // The finder with the earliest route first: what it finds spares the others.
            Arrays.sort(this.finders, Comparator.comparingInt(Finder::first));
            this.first = this.finders[0].first();
        }

        void search(RequestView request, byte[] bytes, int from, int to) {
            for (Finder finder : finders) {
                if (finder.first() >= request.matchScratch().best()) {
                    return;
                }
                finder.search(request, bytes, from, to);
            }
        }
    }
}
