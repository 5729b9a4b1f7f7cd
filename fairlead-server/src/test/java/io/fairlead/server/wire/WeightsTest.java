package io.fairlead.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.resource.Bytes;
import io.fairlead.testkit.backend.EchoBackend;
import io.fairlead.testkit.backend.HitLog;
import io.fairlead.testkit.client.ClientException;
import io.fairlead.testkit.client.RawConnection;
import io.fairlead.testkit.client.RawRequest;
import io.fairlead.testkit.client.RawResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights that the admin address puts in place of written ones, through a whole server. */
class WeightsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SAMPLES = 20;
    private static final String SERVICE = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: app}
            spec:
              hosts: [app.internal]
              ports: [{number: 80, name: http, protocol: HTTP}]
              resolution: STATIC
              endpoints:
                - {address: 127.0.0.1, ports: {http: %d}, labels: {version: v1}}
                - {address: 127.0.0.1, ports: {http: %d}, labels: {version: v2}}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: app}
            spec:
              host: app.internal
              subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: app}
            spec:
              hosts: ["*"]
              gateways: [edge]
              http:
                - name: primary
                  match: [{uri: {prefix: /}}, {uri: {exact: /other}}]
                  route:
                    - {destination: {host: app.internal, subset: v1}, weight: 100}
                    - {destination: {host: app.internal, subset: v2}, weight: 0}
            """;

    @TempDir
    Path temp;

    private final int port = ConfigFolder.freePort();
    private EchoBackend first;
    private EchoBackend second;
    private ServerOptions options;

    @BeforeEach
    void start() {
        first = EchoBackend.start("first", 0, new HitLog());
        second = EchoBackend.start("second", 0, new HitLog());
        ConfigFolder folder = new ConfigFolder(temp);
        folder.write("app.yaml", ConfigFolder.gateway(port) + "---\n" + SERVICE.formatted(first.port(), second.port()));
        options = ServerOptions.of(folder.path()).withEphemeralAdmin().withConcurrency(2);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static FairleadServer serve(ServerOptions options) throws IOException {
        FairleadServer server = FairleadServer.start(options);
        assertThat(server.started().join().isReady()).isTrue();
        return server;
    }

    private static RawResponse send(int port, RawRequest request) throws ClientException {
        try (RawConnection connection = RawConnection.open(port)) {
            return connection.exchange(request, LIMIT);
        }
    }

    private static RawResponse admin(FairleadServer server, String method, String path, String body)
            throws ClientException {
        RawRequest request = RawRequest.of(method, path, "localhost");
        return send(server.adminAddress().getPort(), body.isEmpty() ? request : request.body(Bytes.ofUtf8(body)));
    }

    private static JsonNode json(RawResponse response) {
        return JsonMapper.shared().readTree(response.text());
    }

    private void assertServes(String backend) throws ClientException {
        for (int i = 0; i < SAMPLES; i++) {
            RawResponse response = send(port, RawRequest.get("/", "app.test"));
            assertThat(response.headers().first("x-echo-backend")).contains(backend);
        }
    }

    @Test
    void aChangeIsInForceWhenItIsAnsweredAndUntilItIsDeleted() throws Exception {
        try (FairleadServer server = serve(options)) {
            assertServes("first");

            RawResponse put = admin(
                    server,
                    "PUT",
                    "/weights/default/app/primary",
                    "{\"destinations\": [{\"host\": \"app.internal\", \"subset\": \"v2\", \"weight\": 7}]}");

            assertThat(put.status()).isEqualTo(200);
            assertThat(json(put).path("overlay").asBoolean()).isTrue();
            assertThat(json(put).at("/destinations/0/weight").asInt()).isZero();
            assertThat(json(put).at("/destinations/1/subset").asString()).isEqualTo("v2");
            assertThat(json(put).at("/destinations/1/percent").asDouble()).isEqualTo(100);
            assertServes("second");
            assertThat(json(admin(server, "GET", "/weights", ""))
                            .at("/rules/0/rule")
                            .asString())
                    .isEqualTo("primary");

            RawResponse deleted = admin(server, "DELETE", "/weights/default/app/primary", "");

            assertThat(json(deleted).path("overlay").asBoolean()).isFalse();
            assertServes("first");
        }
    }

    @Test
    void manyRulesChangeTogether() throws Exception {
        try (FairleadServer server = serve(options)) {
            RawResponse put = admin(
                    server,
                    "PUT",
                    "/weights",
                    "{\"rules\": [{\"virtualService\": \"app\", \"rule\": \"primary\","
                            + " \"destinations\": [{\"subset\": \"v2\", \"weight\": 1}]}]}");

            assertThat(put.status()).isEqualTo(200);
            assertServes("second");

            assertThat(admin(server, "DELETE", "/weights", "").status()).isEqualTo(200);
            assertServes("first");
        }
    }

    @Test
    void whatCannotBeDoneIsRefusedWithTheReasonAndChangesNothing() throws Exception {
        String[][] wrong = {
            {"/weights/default/app/primary", "{", "400", "is not JSON"},
            {"/weights/default/app/primary", "[]", "400", "must be a JSON object"},
            {"/weights/default/app/primary", "{}", "400", "'destinations' must be a list"},
            {"/weights/default/app/primary", destinations("\"subset\": \"v9\", \"weight\": 1"), "400", "subset=v9"},
            {"/weights/default/app/primary", destinations("\"subset\": \"v2\", \"weight\": 0"), "400", "above 0"},
            {"/weights/default/app/primary", destinations("\"subset\": \"v2\", \"weight\": -1"), "400", "whole number"},
            {"/weights/default/app/primary", destinations("\"subset\": 5, \"weight\": 1"), "400", "must be a text"},
            {"/weights/default/app/primary", destinations("\"port\": 0, \"weight\": 1"), "400", "1 to 65535"},
            {"/weights/default/app/none", destinations("\"subset\": \"v2\", \"weight\": 1"), "404", "[primary]"},
            {
                "/weights/default/none/primary",
                destinations("\"subset\": \"v2\", \"weight\": 1"),
                "404",
                "no rule in force"
            },
        };
        try (FairleadServer server = serve(options)) {
            for (String[] each : wrong) {
                RawResponse response = admin(server, "PUT", each[0], each[1]);

                assertThat(response.status()).as(each[1]).isEqualTo(Integer.parseInt(each[2]));
                assertThat(json(response).path("error").asString()).contains(each[3]);
            }
            assertServes("first");
        }
    }

    private static String destinations(String fields) {
        return "{\"destinations\": [{" + fields + "}]}";
    }

    @Test
    void withATokenOnlyItsHoldersChangeSomething() throws Exception {
        String body = destinations("\"subset\": \"v2\", \"weight\": 1");
        try (FairleadServer server = serve(options.withAdminToken("secret"))) {
            assertThat(admin(server, "PUT", "/weights/default/app/primary", body)
                            .status())
                    .isEqualTo(401);
            assertThat(admin(server, "GET", "/weights", "").status()).isEqualTo(200);
            RawRequest withToken = RawRequest.of("PUT", "/weights/default/app/primary", "localhost")
                    .header("authorization", "Bearer secret")
                    .body(Bytes.ofUtf8(body));

            assertThat(send(server.adminAddress().getPort(), withToken).status())
                    .isEqualTo(200);
            assertServes("second");
        }
    }
}
