package io.fairlead.server.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Asks the admin address of a running server. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final String address;
    private final @Nullable String token;

    /**
     * @param address {@code HOST:PORT}
     * @param token null if the server wants none
     */
    AdminClient(String address, @Nullable String token) {
        this.address = address;
        this.token = token;
    }

    /** An answer with its status, as text and as JSON. */
    record Answer(int status, String text, JsonNode body) {
        boolean isSuccess() {
            return status >= SUCCESS && status < REDIRECT;
        }

        /** What the server says is wrong. */
        String problem() {
            return body.path("error").asString("status " + status);
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer post(String path, String user, String why) throws IOException, InterruptedException {
        String body = JsonNodeFactory.instance.objectNode().put("why", why).toString();
        HttpRequest.Builder request = request(path)
                .header("content-type", "application/json")
                .header("x-fairlead-user", user)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("authorization", "Bearer " + token);
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            return new Answer(
                    response.statusCode(), response.body(), JsonMapper.shared().readTree(response.body()));
        } catch (JacksonException e) {
            throw new IOException("the answer with status " + response.statusCode() + " is not JSON", e);
        }
    }
}
