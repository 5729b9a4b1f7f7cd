package io.fairlead.server.demo;

import io.fairlead.server.demo.DemoStep.Expectation;
import io.fairlead.server.demo.DemoStep.Expectation.FromModel;
import io.fairlead.server.demo.DemoStep.Expectation.FromProxy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends what the demo tells people to send, and says where an answer is not what was promised. */
public final class DemoCheck {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int TIMEOUT_MILLIS = 10_000;

    private DemoCheck() {}

    /** One line for each step whose answer is not as described; empty if all are. */
    public static List<String> run(Demo demo) throws IOException {
        List<String> problems = new ArrayList<>();
        for (DemoStep step : demo.steps()) {
            String problem = check(demo.gatewayUrl(), step);
            if (!problem.isEmpty()) {
                problems.add(step.curl(demo.gatewayUrl()) + ": " + problem);
            }
        }
        return problems;
    }

    private static String check(String base, DemoStep step) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(base + step.path()).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        for (String header : step.headers()) {
            int colon = header.indexOf(':');
            connection.setRequestProperty(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        try {
            return compare(step.expect(), connection);
        } finally {
            connection.disconnect();
        }
    }

    private static String compare(Expectation expect, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (expect instanceof FromProxy answer) {
            String location = connection.getHeaderField("location");
            boolean right = status == answer.status()
                    && (answer.location().isEmpty() ? location == null : matches(location, answer.location()));
            return right ? "" : "status " + status + ", location " + location;
        }
        if (expect instanceof FromModel model) {
            if (status != 200) {
                return "status " + status;
            }
            JsonNode reply = JSON.readTree(connection.getInputStream().readAllBytes());
            boolean right = model.versions().contains(reply.path("version").asString())
                    && reply.path("path").asString().equals(model.upstreamPath());
            return right ? "" : reply.toString();
        }
        throw new AssertionError("no such expectation: " + expect);
    }

    /** A redirect's location is absolute. */
    private static boolean matches(String location, String path) {
        return location != null && URI.create(location).getPath().equals(path);
    }
}
