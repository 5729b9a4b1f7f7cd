package io.fairlead.testkit.hostile;

import io.fairlead.testkit.http.Fields;
import java.util.List;

/**
 * A message as the strict grammar reads it, possibly not all of it.
 *
 * @param line method, target and version of a request; version and status of a response
 * @param fields its header
 * @param body one character a byte
 * @param trailers after a chunked body
 * @param oddities what is within the grammar, but should not have been passed on
 * @param complete whether its end was seen
 */
record Message(
        List<String> line, Fields fields, String body, Fields trailers, List<String> oddities, boolean complete) {
    Message {
        line = List.copyOf(line);
        oddities = List.copyOf(oddities);
    }

    String method() {
        return line.get(0);
    }

    String target() {
        return line.get(1);
    }

    String version() {
        return line.get(2);
    }

    int status() {
        return Integer.parseInt(line.get(1));
    }

    /** The path of a request, also where its target has an authority. */
    String path() {
        int authority = authorityEnd();
        if (authority < 0) {
            return target();
        }
        String rest = target().substring(authority);
        return rest.isEmpty() || rest.startsWith("?") ? "/" + rest : rest;
    }

    /** The authority that a request is for. */
    String host() {
        int end = authorityEnd();
        return end < 0 ? fields.first("host").orElse("") : target().substring(target().indexOf("://") + 3, end);
    }

    /** Where the authority of an absolute target ends, -1 if there is none. */
    private int authorityEnd() {
        String target = target();
        int start = target.regionMatches(true, 0, "http://", 0, 7)
                ? 7
                : target.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
        if (start < 0) {
            return -1;
        }
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    Message with(String newBody, Fields newTrailers, boolean isComplete) {
        return new Message(line, fields, newBody, newTrailers, oddities, isComplete);
    }

    Message with(List<String> newOddities) {
        return new Message(line, fields, body, trailers, newOddities, complete);
    }
}
