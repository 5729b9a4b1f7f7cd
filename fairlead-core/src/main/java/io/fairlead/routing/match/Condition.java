package io.fairlead.routing.match;

import io.fairlead.routing.HeaderLines;
import io.fairlead.routing.HeaderMatcher;
import io.fairlead.routing.HeaderName;
import io.fairlead.routing.QueryMatcher;
import io.fairlead.routing.RequestView;
import io.fairlead.routing.StringMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One of the things that a route asks of a request. Immutable, allocates nothing. */
abstract class Condition {
    private static final byte[] EMPTY = {};

    private final Object source;

    Condition(Object source) {
        this.source = source;
    }

    /** Whether the request satisfies it. */
    abstract boolean holds(RequestView request);

    /** What is true of every request that satisfies it. */
    List<Predicate> predicates() {
        return List.of();
    }

    /** The matcher that it was made from. */
    Object source() {
        return source;
    }

    static Condition of(RequestPart part, ValueTest value, Object source) {
        return new PartCondition(part, value, source);
    }

    static Condition of(HeaderMatcher matcher) {
        ValueTest value = ValueTest.of(matcher.value());
        RequestPart part = RequestPart.ofHeader(matcher.name());
        Condition plain = part == null
                ? new HeaderCondition(HeaderName.of(matcher.name()), value, matcher)
                : new PartCondition(part, value, matcher);
        if (!matcher.inverted()) {
            return plain;
        }
        // A missing header stands for an empty value, but there is no value for a test of presence to find.
        boolean missingSatisfies =
                !(matcher.value() instanceof StringMatcher.Present) && part == null && value.test(EMPTY, 0, 0);
        return missingSatisfies
                ? new PresentAndNot(HeaderName.of(matcher.name()), plain, matcher)
                : new Not(plain, matcher);
    }

    static Condition of(QueryMatcher matcher) {
        return new QueryCondition(matcher);
    }

    private static List<Predicate> withPresence(ValueTest value, Predicate.Subject subject) {
        List<Predicate> predicates = new ArrayList<>(value.necessary(subject));
        predicates.add(new Predicate(subject, Predicate.Kind.PRESENT, AsciiCase.SENSITIVE, Set.of("")));
        return predicates;
    }

    private static final class PartCondition extends Condition {
        private final RequestPart part;
        private final ValueTest value;

        PartCondition(RequestPart part, ValueTest value, Object source) {
            super(source);
            this.part = part;
            this.value = value;
        }

        @Override
        List<Predicate> predicates() {
            return value.necessary(Predicate.Subject.of(part));
        }

        @Override
        boolean holds(RequestView request) {
            return value.test(part.bytes(request), part.from(request), part.to(request));
        }
    }

    private static final class HeaderCondition extends Condition {
        private final HeaderName name;
        private final ValueTest value;

        HeaderCondition(HeaderName name, ValueTest value, Object source) {
            super(source);
            this.name = name;
            this.value = value;
        }

        @Override
        List<Predicate> predicates() {
            return withPresence(value, new Predicate.Subject(Predicate.Place.HEADER, name.toString()));
        }

        @Override
        boolean holds(RequestView request) {
            HeaderLines lines = request.headers();
            for (int i = lines.find(name, 0); i >= 0; i = lines.find(name, i + 1)) {
                if (value.test(lines.bytes(), lines.valueFrom(i), lines.valueTo(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final class Not extends Condition {
        private final Condition condition;

        Not(Condition condition, Object source) {
            super(source);
            this.condition = condition;
        }

        @Override
        boolean holds(RequestView request) {
            return !condition.holds(request);
        }
    }

    /** An inverted test that also the empty value of a missing header fails: the header must be there, and not satisfy it. */
    private static final class PresentAndNot extends Condition {
        private final HeaderName name;
        private final Condition condition;

        PresentAndNot(HeaderName name, Condition condition, Object source) {
            super(source);
            this.name = name;
            this.condition = condition;
        }

        @Override
        boolean holds(RequestView request) {
            return request.headers().find(name, 0) >= 0 && !condition.holds(request);
        }
    }

    private static final class QueryCondition extends Condition {
        private final QueryMatcher source;
        private final byte[] name;
        private final ValueTest value;

        QueryCondition(QueryMatcher source) {
            super(source);
            this.source = source;
            this.name = ValueTest.utf8(source.name());
            this.value = ValueTest.of(source.value());
        }

        @Override
        List<Predicate> predicates() {
            return withPresence(value, new Predicate.Subject(Predicate.Place.QUERY, source.name()));
        }

        @Override
        boolean holds(RequestView request) {
            byte[] bytes = request.bytes();
            int end = request.targetTo();
            for (int at = request.pathTo() + 1; at < end; at = QueryScan.end(bytes, at, end) + 1) {
                if (QueryScan.isNamed(bytes, at, end, name)) {
                    int to = QueryScan.end(bytes, at, end);
                    return value.test(bytes, Math.min(at + name.length + 1, to), to);
                }
            }
            return false;
        }
    }
}
