package io.fairlead.rollout.metric;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gets JSON documents by HTTP, with limits on time and size. Thread-safe. */
public final class HttpFetch {
    /** A longer document is not read. */
    static final int MAX_BYTES = 4 << 20;

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final HttpClient client;

    /** Asks on these threads. */
    public HttpFetch(Executor executor) {
        client = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** An answer with its status. */
    record Answer(int status, JsonNode body) {}

    /** Gets a document; fails with an {@link IOException} if the server does not answer, or not with JSON. */
    CompletableFuture<Answer> get(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(TIMEOUT)
                .header("accept", "application/json")
                .GET()
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApply(HttpFetch::parsed);
    }

    private static Answer parsed(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CompletionException(new IOException("the answer is longer than " + MAX_BYTES + " bytes"));
            }
            return new Answer(response.statusCode(), MAPPER.readTree(bytes));
        } catch (JacksonException e) {
            throw new CompletionException(
                    new IOException("the answer with status " + response.statusCode() + " is not JSON", e));
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** What a failure means to a guard. */
    static Reading missing(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new Reading.Missing(Reading.Missing.Kind.PROVIDER_DOWN, String.valueOf(cause));
    }
}
