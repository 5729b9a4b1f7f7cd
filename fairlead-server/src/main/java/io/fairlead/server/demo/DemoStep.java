package io.fairlead.server.demo;

import java.util.List;

/**
 * One request to try, and what it shows.
 *
 * @param shows what to look for in the answer, in one sentence
 * @param path with query
 * @param headers lines such as {@code x-user-group: beta}
 * @param expect what the answer must be
 */
public record DemoStep(String shows, String path, List<String> headers, Expectation expect) {
    /** The answer that a step must get. */
    public sealed interface Expectation {
        /** A model of one of these versions answers with status 200, having seen {@code upstreamPath}. */
        record FromModel(List<String> versions, String upstreamPath) implements Expectation {
            public FromModel {
                versions = List.copyOf(versions);
            }
        }

        /** The proxy itself answers with {@code status}; {@code location} is "" where it is no redirect. */
        record FromProxy(int status, String location) implements Expectation {}
    }

    public DemoStep {
        headers = List.copyOf(headers);
    }

    /** The step as a shell command against {@code base}, for example {@code http://127.0.0.1:8080}. */
    public String curl(String base) {
        boolean showHeaders = expect instanceof Expectation.FromProxy;
        StringBuilder line = new StringBuilder(showHeaders ? "curl -si" : "curl -s");
        for (String header : headers) {
            line.append(" -H '").append(header).append('\'');
        }
        return line.append(' ').append(base).append(path).toString();
    }
}
