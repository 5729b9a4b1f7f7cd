package io.fairlead.rollout.metric;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.fairlead.rollout.judge.Counts;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What one look at the source of a guard gave. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
public sealed interface Reading {
    /**
     * What was counted since the reading before.
     *
     * @param segments by the value of the segment label; "" where there is none
     */
    record Rates(Map<String, Pair> segments) implements Reading {
        public Rates {
            segments = Collections.unmodifiableMap(new TreeMap<>(segments));
        }

        /** One reading without segments. */
        public static Rates of(Counts baseline, Counts candidate) {
            return new Rates(Map.of("", new Pair(baseline, candidate)));
        }

        /** What each version did. */
        public record Pair(Counts baseline, Counts candidate) {}
    }

    /** One number, about the candidate. */
    record Value(double value) implements Reading {}

    /**
     * There is no number. Neither good nor bad.
     *
     * @param detail for a person
     */
    record Missing(Kind kind, String detail) implements Reading {
        /** Why. */
        public enum Kind {
            /** The source has nothing to say about the versions. */
            NO_DATA,
            /** The source said something that is not a number. */
            NOT_A_NUMBER,
            /** The newest numbers are too old. */
            STALE,
            /** The source gave several results where one is expected: the query is wrong. */
            AMBIGUOUS,
            /** The source does not answer. */
            PROVIDER_DOWN,
            /** The source refuses the question. */
            BAD_QUERY
        }

        /** Whether waiting does not help, since the question itself is wrong. */
        public boolean isMistake() {
            return kind == Kind.AMBIGUOUS || kind == Kind.BAD_QUERY;
        }
    }
}
