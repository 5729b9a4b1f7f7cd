package io.fairlead.testkit.backend;

import io.fairlead.testkit.http.Fields;
import java.time.Duration;
import java.util.List;

/** The wishes that a request carries for its own answer, in {@code x-echo-*} headers. */
record EchoOrders(Fields headers) {
    private static final List<String> FAILURES =
            List.of("x-echo-status", "x-echo-delay-ms", "x-echo-reset", "x-echo-close", "x-echo-grpc-status");

    /** Whether the request is to be counted and logged; background load is not. */
    boolean logged() {
        return !isSet("x-echo-nolog");
    }

    /**
     * What to do, given what the backend would do by itself.
     *
     * @param number the number of the request at its backend in this step, from 1; 0 if it is not logged
     */
    Behaviour change(Behaviour own, String backend, int number) {
        String at = text("x-echo-at");
        if (!at.isEmpty() && !at.equals(backend)) {
            return own;
        }
        Behaviour wanted = own;
        if (isSet("x-echo-fail-first-n")) {
            if (number > number("x-echo-fail-first-n")) {
                return own;
            }
            if (FAILURES.stream().noneMatch(this::isSet)) {
                wanted = wanted.status(503);
            }
        }
        if (isSet("x-echo-status")) {
            wanted = wanted.status(number("x-echo-status"));
        }
        if (isSet("x-echo-grpc-status")) {
            wanted = wanted.grpcStatus(text("x-echo-grpc-status"));
        }
        if (isSet("x-echo-delay-ms")) {
            wanted = wanted.delay(Duration.ofMillis(number("x-echo-delay-ms")));
        }
        if (isSet("x-echo-close")) {
            wanted = wanted.ending(Behaviour.Ending.CLOSE);
        }
        return isSet("x-echo-reset") ? wanted.ending(Behaviour.Ending.RESET) : wanted;
    }

    /** The body asked for, empty if the description is wanted. */
    String body() {
        return text("x-echo-body");
    }

    /** Header lines asked for, each {@code name=value}. */
    List<String> addedHeaders() {
        return headers.all("x-echo-header");
    }

    /** Trailer lines asked for, each {@code name=value}. */
    List<String> addedTrailers() {
        return headers.all("x-echo-trailer");
    }

    private String text(String name) {
        return headers.first(name).orElse("");
    }

    private boolean isSet(String name) {
        return !text(name).isEmpty();
    }

    private int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            return 0; // a wish that makes no sense has no effect
        }
    }
}
